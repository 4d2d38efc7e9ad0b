import { setTimeout as wait } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type { InvocationResult } from '../invocation/execution-environment.ts';
import { succeededIds } from './batch-response.ts';
import { createGather, type GatherOptions } from './gather.ts';
import { toLambdaRecord } from './lambda-record.ts';
import { createPermits } from '../permits.ts';

export interface MappingOptions extends GatherOptions {
  readonly queueArn: string;
  /** Invocations of this mapping at once. */
  readonly maximumConcurrency: number;
  readonly reportsItemFailures: boolean;
}

/** The function that the mapping feeds; an EnvironmentPool is one. */
export interface MappingTarget {
  invoke(event: SQSEvent): Promise<InvocationResult>;
  invokeTogether(first: SQSEvent, second: SQSEvent): Promise<readonly [InvocationResult, InvocationResult]>;
}

export interface EventSourceMapping {
  readonly queueUrl: string;
  /** Messages that match go to two invocations at the same instant, with the same receipt handle; null ends it. */
  deliverTwice(matches: ((record: SQSRecord) => boolean) | null): void;
  /** Stops polling. Resolves when the mapping's last invocation has ended. */
  stop(): Promise<void>;
}

/** After a failed ReceiveMessage; the SDK has already tried again. */
const errorPauseMs = 250;

/**
 * Lambda's event source mapping for a standard SQS queue. It polls only while it may invoke; what an invocation does not report as done
 * stays in the queue until its visibility time-out is over.
 */
export function startEventSourceMapping(
  sqs: SQSClient,
  options: MappingOptions,
  target: MappingTarget,
  log: (line: string) => void,
): EventSourceMapping {
  const { queueUrl, queueArn, reportsItemFailures } = options;
  const stopping = new AbortController();
  const permits = createPermits(options.maximumConcurrency);
  const running = new Set<Promise<void>>();
  const gather = createGather(sqs, options);
  let isDoubled: ((record: SQSRecord) => boolean) | null = null;

  async function deliver(batch: readonly Message[]): Promise<void> {
    const records = batch.map((message) => toLambdaRecord(message, queueArn));
    const doubled = isDoubled ? records.filter(isDoubled) : [];
    if (doubled.length === 0) {
      await finish(records, await target.invoke({ Records: records }));
      return;
    }
    const [first, second] = await target.invokeTogether({ Records: records }, { Records: doubled });
    await Promise.all([finish(records, first), finish(doubled, second)]);
  }

  async function finish(records: readonly SQSRecord[], result: InvocationResult): Promise<void> {
    if (result.kind !== 'returned')
      log(`${queueArn}: an invocation with ${records.length} messages failed: ${JSON.stringify(result)}`);
    const succeeded = new Set(
      succeededIds(
        result,
        records.map(({ messageId }) => messageId),
        reportsItemFailures,
      ),
    );
    const done = records.filter(({ messageId }) => succeeded.has(messageId));
    for (let from = 0; from < done.length; from += 10) {
      await sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: queueUrl,
          Entries: done.slice(from, from + 10).map(({ receiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: receiptHandle,
          })),
        }),
      );
    }
  }

  async function poll(): Promise<void> {
    while (!stopping.signal.aborted) {
      await permits.acquire();
      let batch: Message[] = [];
      try {
        if (!stopping.signal.aborted) batch = await gather(stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) {
          log(`${queueArn}: polling failed: ${String(error)}`);
          await wait(errorPauseMs);
        }
      }
      if (batch.length === 0) {
        permits.release();
        continue;
      }
      const delivery = deliver(batch)
        // Not deleted is not lost: the messages come back.
        .catch((error: unknown) => log(`${queueArn}: ${String(error)}`))
        .finally(() => {
          permits.release();
          running.delete(delivery);
        });
      running.add(delivery);
    }
  }

  const polling = poll();
  return {
    queueUrl,
    deliverTwice(matches) {
      isDoubled = matches;
    },
    async stop() {
      stopping.abort();
      await Promise.all(running);
      await polling;
    },
  };
}
