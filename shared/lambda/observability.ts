import type { MiddlewareObj } from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Log } from './log.ts';
import type { Meter } from './meter.ts';

/** A log that knows which invocation writes to it. */
export interface InvocationLog extends Log {
  begin(context: Context): void;
}

/** A meter that holds what was counted until it is flushed. */
export interface InvocationMeter extends Meter {
  flush(): void;
}

/**
 * middy middleware: each log line carries its invocation's request id, and what was counted is published when the handler
 * returns and when it throws. A time-out loses the counts of its invocation: they are for dashboards, the ledger is the truth.
 */
export function observability(log: InvocationLog, meter: InvocationMeter): MiddlewareObj {
  return {
    before: ({ context }) => log.begin(context),
    after: () => meter.flush(),
    onError: ({ error }) => {
      log.error('the invocation failed; SQS will deliver its batch again', { error });
      meter.flush();
    },
  };
}
