import { atMost, type Bound } from '../experiments/judge.ts';
import { runOurs } from './ours.ts';
import { runReadThenWrite } from './read-then-write.ts';
import { runRejectAndPoll } from './reject-and-poll.ts';
import type { HotBucketResult, HotBucketRun } from './run.ts';

export interface Method {
  readonly name: string;
  run(run: HotBucketRun): Promise<HotBucketResult>;
  /** Messages asked for at once. */
  readonly block: number;
  /** Grants a second for each acquirer; at 0.6 each waits 1.7 s in place, at 0.02 most are refused. */
  readonly share: number;
  /** What the bucket knows a message to take, ms: a rate is given no more connections than it needs. */
  readonly serviceMs: number;
  readonly targets: readonly Bound[];
}

/** So long that the rate needs as many connections as there are acquirers, each of which takes one while it waits in place. */
const slowMs = 2_500;
const usualMs = 200;

export const acquirerCounts: readonly number[] = [1, 50, 200];

const contended = [atMost('writes per grant', 1.05), atMost('reads per grant', 0.05)];
const inBlocks = atMost('writes per message', 0.15);
const refused = atMost('writes per refused block', 2);

export const ourMethods: readonly Method[] = [
  {
    name: 'Sluice, blocks of 10',
    run: runOurs,
    block: 10,
    share: 0.6,
    serviceMs: usualMs,
    targets: [...contended, inBlocks, refused],
  },
  {
    name: 'Sluice, single messages',
    run: runOurs,
    block: 1,
    share: 0.6,
    serviceMs: slowMs,
    targets: [...contended, refused],
  },
  // As it comes out: a rate is given so few connections that most are refused one.
  { name: 'Sluice, single, 200 ms', run: runOurs, block: 1, share: 0.6, serviceMs: usualMs, targets: [refused] },
  { name: 'Sluice, most are refused', run: runOurs, block: 10, share: 0.02, serviceMs: usualMs, targets: [refused] },
];

/** What others do, measured the same way. */
export const otherMethods: readonly Method[] = [
  { name: 'reject and poll', run: runRejectAndPoll, block: 1, share: 0.6, serviceMs: usualMs, targets: [] },
  { name: 'read, then write', run: runReadThenWrite, block: 1, share: 0.6, serviceMs: usualMs, targets: [] },
];
