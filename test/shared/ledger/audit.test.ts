import { describe, expect, it } from 'vitest';
import type { Clock } from '#shared/clock.ts';
import { audit } from '#shared/ledger/audit.ts';
import type { QueueDepth } from '#shared/ledger/queue-depth.ts';
import { aRecord, createMemoryReader, type MemoryReader } from './memory-reader.ts';

const range = { fromMs: 1_000, toMs: 2_000 };
const empty: readonly QueueDepth[] = [depth('submit', {}), depth('bulk-ready', {}), depth('bulk-retry', {})];

function depth(queue: string, counts: Partial<QueueDepth>): QueueDepth {
  return { queue, role: 'work', visible: 0, inFlight: 0, delayed: 0, ...counts };
}

function id(n: number): string {
  return `id${String(n).padStart(20, '0')}`;
}

/** A ledger in which `count` deliveries were accepted and delivered. */
function readerOf(count: number): MemoryReader {
  const reader = createMemoryReader();
  reader.batches.push({ acceptedAtMs: 1_500, ids: Array.from({ length: count }, (_, n) => id(n)) });
  for (let n = 0; n < count; n++) reader.records.set(id(n), aRecord(id(n)));
  return reader;
}

/** Waits take no time; `onSleep` is what happens meanwhile. */
function clockWith(onSleep: () => void = () => undefined): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    sleep: async (ms) => {
      slept.push(ms);
      onSleep();
    },
  };
}

const readEmpty = async () => empty;

describe('an audit', () => {
  it('is clean when every accepted delivery has a final state, and asks no queue then', async () => {
    const reader = readerOf(3);
    reader.records.set(id(1), aRecord(id(1), { state: 'bounced' }));
    reader.records.set(id(2), aRecord(id(2), { state: 'in-doubt', doubts: 1 }));
    const report = await audit(reader, range, () => Promise.reject(new Error('asked')), { clock: clockWith() });
    expect(report).toMatchObject({ accepted: 3, waiting: 0, doubts: 1, verdict: 'clean', lost: [] });
    expect(report.byState).toMatchObject({ delivered: 1, bounced: 1, 'in-doubt': 1, unrecorded: 0 });
  });

  it('of nothing accepted is clean', async () => {
    const report = await audit(createMemoryReader(), range, readEmpty, { clock: clockWith() });
    expect(report).toMatchObject({ accepted: 0, verdict: 'clean' });
  });

  it('counts an id once, however many manifests name it', async () => {
    const reader = readerOf(3);
    reader.batches.push({ acceptedAtMs: 1_600, ids: [id(0), id(1)] });
    const report = await audit(reader, range, readEmpty, { clock: clockWith() });
    expect(report).toMatchObject({ accepted: 3, verdict: 'clean' });
  });

  it('looks at the range only, both ends included, though the reader gives whole days', async () => {
    const reader = createMemoryReader();
    for (const [n, acceptedAtMs] of [999, 1_000, 2_000, 2_001].entries()) {
      reader.batches.push({ acceptedAtMs, ids: [id(n)] });
      reader.records.set(id(n), aRecord(id(n)));
    }
    const report = await audit(reader, range, readEmpty, { clock: clockWith() });
    expect(report.accepted).toBe(2);
  });

  it('reads many ids in bounded reads', async () => {
    const reader = readerOf(2_500);
    const progress: number[] = [];
    const report = await audit(reader, range, readEmpty, {
      clock: clockWith(),
      onProgress: ({ accepted }) => progress.push(accepted),
    });
    expect(report.byState.delivered).toBe(2_500);
    expect(reader.reads).toEqual([1_000, 1_000, 500]);
    expect(progress).toEqual([1_000, 2_000, 2_500]);
  });
});

describe('an audit that finds deliveries waiting', () => {
  it.each(['visible', 'inFlight', 'delayed'] as const)(
    'says draining while a queue holds a message %s',
    async (count) => {
      const reader = readerOf(3);
      reader.records.set(id(1), aRecord(id(1), { state: 'waiting', generation: 2 }));
      const queues = [...empty, depth('transactional-retry', { [count]: 1 })];
      const report = await audit(reader, range, async () => queues, { clock: clockWith() });
      expect(report).toMatchObject({ waiting: 1, verdict: 'draining', lost: [], lostCount: 0, queues });
    },
  );

  it.each([
    ['waiting', aRecord(id(1), { state: 'waiting' })],
    ['sending', aRecord(id(1), { state: 'sending', owner: 'x', untilMs: 1 })],
    ['unrecorded', null],
  ] as const)('names an id that is %s as lost when all queues are empty', async (state, record) => {
    const reader = readerOf(3);
    if (record) reader.records.set(id(1), record);
    else reader.records.delete(id(1));
    const report = await audit(reader, range, readEmpty, { clock: clockWith() });
    expect(report).toMatchObject({ waiting: 1, verdict: 'lost', lost: [id(1)], lostCount: 1 });
    expect(report.byState).toMatchObject({ [state]: 1, delivered: 2 });
  });

  it('counts dead-lettered mail as lost: no sender will come for it', async () => {
    const reader = readerOf(2);
    reader.records.delete(id(0));
    const queues = [...empty, { ...depth('bulk-dead', { visible: 1 }), role: 'dead-letter' as const }];
    const report = await audit(reader, range, async () => queues, { clock: clockWith() });
    expect(report).toMatchObject({ verdict: 'lost', lost: [id(0)] });
  });

  it('does not believe one look at empty queues: a message may have moved meanwhile', async () => {
    const reader = readerOf(2);
    reader.records.delete(id(0));
    const looks = [empty, [...empty, depth('bulk-retry', { visible: 1 })]];
    const report = await audit(reader, range, async () => looks.shift() ?? empty, { clock: clockWith() });
    expect(report.verdict).toBe('draining');
  });

  it('is clean when the last delivery ends between its two looks', async () => {
    const reader = readerOf(2);
    reader.records.set(id(0), aRecord(id(0), { state: 'sending', doubts: 1 }));
    const settle = () => void reader.records.set(id(0), aRecord(id(0), { state: 'delivered', doubts: 1 }));
    const report = await audit(reader, range, readEmpty, { clock: clockWith(settle) });
    expect(report).toMatchObject({ verdict: 'clean', waiting: 0, doubts: 1 });
    expect(report.byState).toMatchObject({ delivered: 2, sending: 0 });
  });

  it('waits as told before it calls anything lost', async () => {
    const reader = readerOf(2);
    reader.records.delete(id(0));
    const clock = clockWith();
    const report = await audit(reader, range, readEmpty, { clock, confirmAfterMs: [30_000, 30_000] });
    expect(report.verdict).toBe('lost');
    expect(clock.slept).toEqual([0, 30_000, 30_000]);
  });
});

it('audits a quarter of a million deliveries in bounded time', async () => {
  const reader = readerOf(250_000);
  const report = await audit(reader, range, readEmpty, { clock: clockWith() });
  expect(report).toMatchObject({ accepted: 250_000, verdict: 'clean' });
}, 20_000);
