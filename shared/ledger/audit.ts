import type { Clock } from '../clock.ts';
import type { LedgerReader } from './ledger.ts';
import { messagesIn, type QueueDepth, type ReadDepths } from './queue-depth.ts';
import { isFinal, type LedgerRecord, type LedgerState } from './record.ts';

export interface AuditReport {
  /** Delivery ids accepted in the range: the union of the manifests. */
  readonly accepted: number;
  /** `unrecorded` have no record: accepted and not attempted yet, or lost. */
  readonly byState: Readonly<Record<LedgerState | 'unrecorded', number>>;
  /** Accepted and without a final state, dead-lettered mail included. */
  readonly waiting: number;
  /** Copies that a receiver may hold beyond one for each delivery. */
  readonly doubts: number;
  /** Verdict `lost` only: the ids that wait although no queue holds them, at most `maxNamed`. */
  readonly lost: readonly string[];
  readonly lostCount: number;
  /** As last read; empty where nothing waits and nobody needed to look. */
  readonly queues: readonly QueueDepth[];
  /** `draining`: something waits, and a queue still holds messages. `lost`: something waits, and none does. */
  readonly verdict: 'clean' | 'draining' | 'lost';
}

export interface AuditOptions {
  readonly clock: Clock;
  /**
   * Before it calls anything lost the audit looks again after each of these waits: SQS's counts are approximate until about
   * a minute after the last send (API reference of GetQueueAttributes), and mail goes on while the audit reads.
   * @default [] which is right where the counts are exact
   */
  readonly confirmAfterMs?: readonly number[];
  readonly onProgress?: (progress: { readonly accepted: number; readonly waiting: number }) => void;
}

/** Ids read at once: ten BatchGetItem calls of 100. */
const chunkSize = 1_000;
/** Lost ids that the report names. */
const maxNamed = 100_000;

type Tally = Record<LedgerState | 'unrecorded', number>;

/**
 * Holds what was accepted against what became of it. Ids are 22 characters: a million of them take some 100 MB while the audit
 * runs. Times are of acceptance, both ends included.
 */
export async function audit(
  reader: LedgerReader,
  range: { readonly fromMs: number; readonly toMs: number },
  readDepths: ReadDepths,
  options: AuditOptions,
): Promise<AuditReport> {
  const byState: Tally = {
    waiting: 0,
    sending: 0,
    delivered: 0,
    bounced: 0,
    expired: 0,
    cancelled: 0,
    'in-doubt': 0,
    newer: 0,
    unrecorded: 0,
  };
  let doubts = 0;
  const seen = new Set<string>();
  /** Without a final state: what was found of each. */
  let waiting = new Map<string, LedgerRecord | null>();

  const readChunk = async (ids: readonly string[]): Promise<void> => {
    const records = await reader.readConsistent(ids);
    for (const id of ids) {
      const record = records.get(id) ?? null;
      byState[record?.state ?? 'unrecorded'] += 1;
      doubts += record?.doubts ?? 0;
      if (!record || !isFinal(record.state)) waiting.set(id, record);
    }
    options.onProgress?.({ accepted: seen.size, waiting: waiting.size });
  };

  for await (const chunk of chunks(unseen(reader, range, seen))) await readChunk(chunk);

  /** Reads again what was not final: a delivery may have ended, or doubled, since. */
  const readWaitingAgain = async (): Promise<void> => {
    const before = waiting;
    waiting = new Map();
    for (const record of before.values()) {
      byState[record?.state ?? 'unrecorded'] -= 1;
      doubts -= record?.doubts ?? 0;
    }
    for await (const chunk of chunks(before.keys())) await readChunk(chunk);
  };

  let queues: readonly QueueDepth[] = [];
  let isDrained = false;
  if (waiting.size > 0) {
    queues = await readDepths();
    isDrained = isEmpty(queues);
  }
  // A message that moves while the queues are read one after another may be in none of them as it is looked for: so always
  // twice. The ledger is read after the queues: what has left them is final by then.
  for (const waitMs of [0, ...(options.confirmAfterMs ?? [])]) {
    if (!isDrained || waiting.size === 0) break;
    await options.clock.sleep(waitMs);
    queues = await readDepths();
    isDrained = isEmpty(queues);
    await readWaitingAgain();
  }

  const isLost = waiting.size > 0 && isDrained;
  return {
    accepted: seen.size,
    byState,
    waiting: waiting.size,
    doubts,
    lost: isLost ? [...waiting.keys()].slice(0, maxNamed) : [],
    lostCount: isLost ? waiting.size : 0,
    queues,
    verdict: waiting.size === 0 ? 'clean' : isLost ? 'lost' : 'draining',
  };
}

function isEmpty(queues: readonly QueueDepth[]): boolean {
  return queues.every((queue) => queue.role !== 'work' || messagesIn(queue) === 0);
}

/** The accepted ids of the range, each once; `seen` is filled on the way. */
async function* unseen(
  reader: LedgerReader,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  seen: Set<string>,
): AsyncGenerator<string> {
  for await (const batch of reader.accepted(fromMs, toMs)) {
    // The reader gives whole days.
    if (batch.acceptedAtMs < fromMs || batch.acceptedAtMs > toMs) continue;
    for (const id of batch.ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      yield id;
    }
  }
}

async function* chunks(ids: AsyncIterable<string> | Iterable<string>): AsyncGenerator<readonly string[]> {
  let chunk: string[] = [];
  for await (const id of ids) {
    chunk.push(id);
    if (chunk.length < chunkSize) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
