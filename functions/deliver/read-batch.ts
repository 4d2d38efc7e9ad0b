import type { SQSRecord } from 'aws-lambda';
import { parseJson } from '#shared/parse-json.ts';
import { deliveryCopySchema } from '#shared/mail/delivery.ts';
import type { DeliverDeps } from './deps.ts';
import { ack, type End, giveBack, type Job } from './job.ts';
import { newerReleaseWaitMs } from './newer-release.ts';

export interface Batch {
  readonly jobs: readonly Job[];
  /** Messages that hold no copy we can read, and how to end each. */
  readonly unread: ReadonlyMap<string, () => Promise<End>>;
}

/** Reads the copies of a batch. What we wrote we can read; what a newer release wrote goes back delayed and uncounted. */
export function readBatch(records: readonly SQSRecord[], deps: DeliverDeps): Batch {
  const jobs: Job[] = [];
  const unread = new Map<string, () => Promise<End>>();
  let newer = 0;
  for (const record of records) {
    const body = parseJson(record.body);
    const copy = deliveryCopySchema.safeParse(body);
    if (copy.success) {
      jobs.push({ copy: copy.data, messageId: record.messageId, record: null });
    } else if (versionOf(body) > 1) {
      newer++;
      unread.set(record.messageId, () => sendBack(record, deps));
    } else {
      deps.log.error('a queue of the lane holds a message that is no copy; it goes to the dead-letter queue in time', {
        messageId: record.messageId,
        issues: copy.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
      });
      unread.set(record.messageId, async () => giveBack);
    }
  }
  if (newer > 0) deps.log.warn('copies of a newer release go back until it is there again', { copies: newer });
  return { jobs, unread };
}

async function sendBack(record: SQSRecord, deps: DeliverDeps): Promise<End> {
  await deps.ready.send({ body: record.body, delaySeconds: newerReleaseWaitMs / 1000 });
  return ack;
}

function versionOf(body: unknown): number {
  return typeof body === 'object' && body !== null && 'version' in body ? Number(body.version) : 0;
}
