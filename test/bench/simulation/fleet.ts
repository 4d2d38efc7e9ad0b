import { createBuckets } from '#shared/bucket/bucket.ts';
import type { BucketState } from '#shared/bucket/state.ts';
import { createEgressLimits, type EgressTotal } from '#shared/bucket/egress-limits.ts';
import type { LimitTable } from '#shared/bucket/limits.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import type { Clock } from '#shared/clock.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { defaultRetrySchedule } from '#shared/retry/schedule.ts';
import type { Egress } from '#shared/routing/egress.ts';
import { createHostMemory } from '#shared/routing/host-memory.ts';
import type { OpenSession } from '#shared/smtp/session.ts';
import { deliver } from '#functions/deliver/deliver.ts';
import type { DeliverDeps } from '#functions/deliver/deps.ts';
import { createRefusals } from '#functions/deliver/refusals.ts';
import { createMemoryAttentionStore } from '#test/support/memory-attention-store.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { addBySecond } from './by-second.ts';
import { createSimulatedQueue, type Lateness, type SimulatedQueue } from './queue.ts';
import { around } from './random.ts';
import { createRemoteStore } from './remote-store.ts';
import type { VirtualTime } from './virtual-time.ts';

export interface FleetOptions {
  readonly handlers: number;
  readonly lateness: Lateness;
  readonly limits: LimitTable;
  /** Of the egress, over all sites; by default not limited. */
  readonly total?: EgressTotal;
  /** Each handler's clock is off by up to so much. */
  readonly clockErrorMs: number;
  /** By default bulk, where no lane is urgent. */
  readonly lane?: FleetLane;
  /** The buckets, where another lane has them too. */
  readonly remote?: ReturnType<typeof createRemoteStore>;
}

export interface FleetLane {
  readonly name: string;
  readonly batchSize: number;
  readonly batchingWindowMs: number;
  readonly urgency: Urgency;
}

/** How Lambda feeds the senders; as the bulk lane is configured. */
const batchSize = 600;
const batchingWindowMs = 2_000;
export const bulkLane: FleetLane = { name: 'bulk', batchSize, batchingWindowMs, urgency: 'none' };
const pollers = 5;
/** Mean times of AWS's calls, ms. */
const storeMs = 5;
const queueMs = 15;
const functionTimeoutMs = 300_000;
const maxSessions = 20;

export const domain = 'rx.test';

export interface Fleet {
  readonly ready: SimulatedQueue;
  readonly retry: SimulatedQueue;
  readonly operationsBySecond: readonly number[];
  /** Time of handlers in invocations, by second, ms. */
  readonly handlerMsBySecond: readonly number[];
  /** Copies put back unattempted, and messages deferred. */
  readonly counts: { hops: number; deferred: number };
  state(): BucketState | undefined;
}

/**
 * The real deliver function, as many times as there are handlers, each with its own bucket cache, fed by pollers as Lambda
 * feeds it; only the ports are simulated.
 */
export function startFleet(
  options: FleetOptions,
  openSession: OpenSession,
  time: VirtualTime,
  random: () => number,
): Fleet {
  const lane = options.lane ?? bulkLane;
  const ready = createSimulatedQueue(options.lateness, time, random);
  const retry = createSimulatedQueue(options.lateness, time, random);
  const remote = options.remote ?? createRemoteStore(storeMs, time, random);
  const counts = { hops: 0, deferred: 0 };
  const ledger = createMemoryLedger();
  const idle = Array.from({ length: options.handlers }, (_, index) => createHandler(index));
  const waiting: ((handler: Handler) => void)[] = [];
  const startMs = time.now();
  const handlerMsBySecond: number[] = [];
  let sequence = 0;

  type Handler = (copies: readonly DeliveryCopy[], from: SimulatedQueue) => Promise<void>;

  function createHandler(index: number): Handler {
    const errorMs = options.clockErrorMs * (2 * random() - 1);
    const clock: Clock = { now: () => time.now() + errorMs, sleep: time.sleep };
    const egress: Egress = { kind: 'mx', name: 'mx', ehloName: 'sender.test', limits: options.total };
    const limits = createEgressLimits(egress, () => options.limits, maxSessions, clock.now);
    let owners = 0;
    const deps: DeliverDeps = {
      settings: {
        lane: lane.name,
        egress,
        routes: { '*': { host: '192.0.2.1', port: 25 } },
        limits: options.limits,
        retrySchedule: defaultRetrySchedule,
        doubtPolicy: 'resend',
        dataReserveMs: 0.4 * functionTimeoutMs,
        deadConnectionMs: functionTimeoutMs,
        clockErrorMs: 1_000,
        maxSessions: limits.maxSessions,
        isEgressCapped: limits.isCapped,
      },
      ledger,
      buckets: createBuckets(remote.store, egress.name, limits.of, clock, random, lane.urgency),
      holds: { of: async () => null, hold: async () => false },
      egressStop: {
        waitsUntil: async () => null,
        untilMs: async () => null,
        hear: async () => false,
        passed: async () => undefined,
      },
      refusals: createRefusals(clock.now),
      attention: createMemoryAttentionStore(),
      openSession,
      lookUpMx: async () => ({ kind: 'no-such-domain' }),
      lookUpAddresses: async () => ({ kind: 'none' }),
      hosts: createHostMemory(clock.now),
      ready: sender(ready, () => counts.hops++),
      retry: sender(retry, (copy) => {
        if (copy.hops === 0) counts.deferred++;
      }),
      loadContent: async () => ({ kind: 'raw', base64: '' }),
      largeInTurn: (work) => work(),
      compose: async () => emptyMessage,
      findSigningKey: async () => ({ kind: 'none' }),
      suppress: async () => undefined,
      events: { add: async () => undefined, flush: () => undefined },
      log: { info: ignore, warn: ignore, error: (message, fields) => console.error(message, fields) },
      meter: { count: ignore, observeAge: ignore, observePeak: ignore },
      clock,
      random,
      newOwner: () => `${lane.name}${index}.${++owners}`,
    };
    return async (copies, from) => {
      const jobs = copies.map((copy) => ({ copy, messageId: `m${++sequence}`, record: null }));
      const ends = await deliver({ jobs, unread: new Map() }, { deadlineMs: clock.now() + functionTimeoutMs }, deps);
      for (const { copy, messageId } of jobs) if (ends.get(messageId)?.kind !== 'ack') from.send(copy, 1);
    };
  }

  function sender(queue: SimulatedQueue, onSend: (copy: DeliveryCopy) => void): DeliverDeps['ready'] {
    return {
      async send({ body, delaySeconds }) {
        await time.sleep(around(queueMs, random));
        const copy: DeliveryCopy = JSON.parse(body);
        onSend(copy);
        queue.send(copy, delaySeconds);
      },
      flush: ignore,
    };
  }

  async function poll(queue: SimulatedQueue): Promise<never> {
    for (;;) {
      while (queue.visible === 0) await queue.arrival();
      await time.sleep(around(queueMs, random));
      const batch = queue.receive(lane.batchSize);
      if (batch.length < lane.batchSize) {
        await time.sleep(lane.batchingWindowMs);
        batch.push(...queue.receive(lane.batchSize - batch.length));
      }
      if (batch.length === 0) continue;
      const handler = idle.pop() ?? (await new Promise<Handler>((resolve) => waiting.push(resolve)));
      void invoke(handler, batch, queue);
    }
  }

  async function invoke(handler: Handler, batch: readonly DeliveryCopy[], queue: SimulatedQueue): Promise<void> {
    const fromMs = time.now();
    await handler(batch, queue);
    addBySecond(handlerMsBySecond, fromMs - startMs, time.now() - startMs);
    const takeNext = waiting.shift();
    if (takeNext) takeNext(handler);
    else idle.push(handler);
  }

  for (let index = 0; index < Math.min(pollers, options.handlers); index++) void poll(ready);
  void poll(retry);
  return {
    ready,
    retry,
    operationsBySecond: remote.operationsBySecond,
    handlerMsBySecond,
    counts,
    state: () => [...remote.states.values()][0],
  };
}

const emptyMessage = new Uint8Array();
const ignore = () => undefined;
