import type { SQSRecord } from 'aws-lambda';
import { parseJson } from '#shared/parse-json.ts';
import { deliveryCopySchema } from '#shared/mail/delivery.ts';
import type { DeliverDeps } from './deps.ts';
import { ack, type End, giveBack, type Job } from './job.ts';

export interface Batch {
  readonly jobs: readonly Job[];
  /** Messages that hold no copy we can read, and how to end each. */
  readonly unread: ReadonlyMap<string, () => Promise<End>>;
}

/** A copy of a newer version waits for this long: by then the newer senders are all there. */
const unknownVersionDelaySeconds = 60;

/** Reads the copies of a batch. What we wrote we can read; what a newer release wrote goes back delayed and uncounted. */
export function readBatch(records: readonly SQSRecord[], deps: DeliverDeps): Batch {
  const jobs: Job[] = [];
  const unread = new Map<string, () => Promise<End>>();
  for (const record of records) {
    const body = parseJson(record.body);
    const copy = deliveryCopySchema.safeParse(body);
    if (copy.success) {
      jobs.push({ copy: copy.data, messageId: record.messageId, record: null });
    } else if (versionOf(body) > 1) {
      unread.set(record.messageId, () => sendBack(record, deps));
    } else {
      deps.log.error('a queue of the lane holds a message that is no copy; it goes to the dead-letter queue in time', {
        messageId: record.messageId,
        issues: copy.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.')}: ${issue.message}`),
      });
      unread.set(record.messageId, async () => giveBack);
    }
  }
  return { jobs, unread };
}

async function sendBack(record: SQSRecord, deps: DeliverDeps): Promise<End> {
  await deps.ready.send({ body: record.body, delaySeconds: unknownVersionDelaySeconds });
  return ack;
}

function versionOf(body: unknown): number {
  return typeof body === 'object' && body !== null && 'version' in body ? Number(body.version) : 0;
}
