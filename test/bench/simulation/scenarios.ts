import {
  clockWindow,
  connectionLimit,
  fixedWindow,
  leakyBucket,
  newConnections,
  noise,
  outage,
  penaltyBox,
  perConnection,
  slidingWindow,
} from './receiver-rules.ts';
import type { RunResult, Scenario } from './run.ts';

/** A figure that the mean over the seeds is to reach. */
export interface Target {
  readonly name: string;
  readonly limit: string;
  holds(figure: number): boolean;
  figure(result: RunResult): number;
}

export interface Cell extends Scenario {
  readonly targets: readonly Target[];
}

const atMost = (name: string, limit: number, figure: (result: RunResult) => number): Target => ({
  name,
  limit: `≤ ${limit}`,
  figure,
  holds: (mean) => mean <= limit,
});
const atLeast = (name: string, limit: number, figure: (result: RunResult) => number): Target => ({
  name,
  limit: `≥ ${limit}`,
  figure,
  holds: (mean) => mean >= limit,
});
const deferred = (limit: number) => atMost('deferred %', limit, (result) => result.deferredPercent);
const use = (limit: number) => atLeast('use %', limit, (result) => result.usePercent);
const refusals = (limit: number) => atMost('refusals per delivery', limit, (result) => result.refusalsPerDelivery);
const converges = (seconds: number) =>
  atMost('converges in s', seconds, (result) => result.convergedSeconds ?? Infinity);
const hops = atMost('hops per message', 8, (result) => result.hopsPerMessage);
const between = (from: number, to: number, percent: number) =>
  atLeast(`use % from ${from} to ${to} s`, percent, (result) => 100 * result.useBetween(from, to));

const connections = (limit: number) => ({ of: 'connections' as const, at: () => limit });
const perSecond = (rate: number) => ({ of: 'messages' as const, at: () => rate });
const steps = (second: number) => (second >= 300 && second < 600 ? 5 : 20);

/** 4 to 12, as the hour has it. */
const drift = (second: number) => [8, 4, 11, 6, 12, 5, 9, 7, 10, 4][Math.floor(second / 120) % 10] ?? 8;

/** Outage: begins when the fleet is at full speed. */
const outageFrom = 60;
const outageUntil = outageFrom + 600;

export const cells: readonly Cell[] = [
  {
    name: '5 connections',
    messages: 10_000,
    rules: () => [connectionLimit(() => 5)],
    capacity: connections(5),
    targets: [deferred(0.5), use(96), converges(10), hops],
  },
  {
    name: '5 connections, 20 ms a message',
    messages: 10_000,
    times: { messageMs: 20 },
    rules: () => [connectionLimit(() => 5)],
    capacity: connections(5),
    targets: [use(88), hops],
  },
  {
    name: '5 connections, 60/10s fixed',
    messages: 5_000,
    rules: () => [connectionLimit(() => 5), fixedWindow(60, 10_000)],
    capacity: perSecond(6),
    meanOverSeconds: 10,
    targets: [use(95), refusals(0.015), hops],
  },
  {
    name: '5 connections, 60/10s by the clock',
    messages: 5_000,
    rules: (random) => [connectionLimit(() => 5), clockWindow(60, 10_000, 10_000 * random())],
    capacity: perSecond(6),
    meanOverSeconds: 10,
    targets: [use(95), refusals(0.015), hops],
  },
  {
    name: '5 connections, 60/10s sliding',
    messages: 5_000,
    rules: () => [connectionLimit(() => 5), slidingWindow(60, 10_000)],
    capacity: perSecond(6),
    meanOverSeconds: 10,
    targets: [use(89), refusals(0.02), hops],
  },
  {
    name: '… refused attempts count too',
    messages: 5_000,
    rules: () => [connectionLimit(() => 5), slidingWindow(60, 10_000, true)],
    capacity: perSecond(6),
    meanOverSeconds: 10,
    targets: [],
  },
  {
    name: '600/60s fixed',
    messages: 5_000,
    rules: () => [fixedWindow(600, 60_000)],
    capacity: perSecond(10),
    meanOverSeconds: 60,
    targets: [use(95), refusals(0.01), hops],
  },
  {
    name: '1,000/h fixed',
    messages: 5_000,
    rules: () => [fixedWindow(1_000, 3_600_000)],
    capacity: perSecond(1_000 / 3_600),
    meanOverSeconds: 3_600,
    targets: [use(95), refusals(0.01), hops],
  },
  {
    name: '1/s fixed',
    messages: 2_000,
    rules: () => [fixedWindow(1, 1_000)],
    capacity: perSecond(1),
    targets: [use(95), refusals(0.02), hops],
  },
  {
    name: '1/s sliding',
    messages: 2_000,
    rules: () => [slidingWindow(1, 1_000)],
    capacity: perSecond(1),
    targets: [use(95), refusals(0.02), hops],
  },
  {
    name: '20 → 5 → 20 connections',
    messages: 90_000,
    rules: () => [connectionLimit((nowMs) => steps(nowMs / 1000))],
    capacity: { of: 'connections', at: steps },
    targets: [deferred(0.2), between(650, 660, 85), between(710, 720, 95), hops],
  },
  {
    name: '10 min of 421, 100,000 waiting',
    messages: 100_000,
    rules: () => [connectionLimit(() => 20), outage(outageFrom * 1000, outageUntil * 1000)],
    capacity: {
      of: 'connections',
      at: (second) => (second >= outageFrom && second < outageUntil ? 0 : 20),
    },
    targets: [
      atMost('refusals', 25, (result) => result.refusals),
      between(outageUntil + 120, outageUntil + 180, 95),
      // Connections that are open go on: a batch of theirs is done after two minutes.
      atMost(
        '% of the handlers busy in the outage',
        10,
        (result) => 100 * result.busyHandlersBetween(outageFrom + 120, outageUntil),
      ),
      atMost('connections at peak', 20, (result) => result.peakConnections),
      atMost('bucket operations a second', 500, (result) => result.operationsPeak),
      hops,
    ],
  },
  {
    name: '1 % random 4xx at RCPT',
    messages: 10_000,
    rules: (random) => [connectionLimit(() => 5), noise(0.01, 'rcpt', random)],
    capacity: connections(5),
    targets: [use(95), hops],
  },
  {
    name: '1 % random 4xx at MAIL',
    messages: 10_000,
    rules: (random) => [connectionLimit(() => 5), noise(0.01, 'mail', random)],
    capacity: connections(5),
    targets: [use(88), hops],
  },
  {
    name: '20 messages per connection',
    messages: 10_000,
    rules: () => [connectionLimit(() => 5), perConnection(20)],
    capacity: connections(5),
    targets: [use(94), refusals(0.002), hops],
  },
  // Reported as they come out. For the second of them the law was tuned afterwards, and it was changed a little after the third.
  {
    name: 'leaky bucket of 20, 5/s',
    messages: 5_000,
    rules: () => [leakyBucket(20, 200)],
    capacity: perSecond(5),
    meanOverSeconds: 10,
    targets: [],
  },
  {
    name: '60/10s fixed, says only "try again later"',
    messages: 5_000,
    rules: () => [fixedWindow(60, 10_000, '451 4.3.0 Please try again later')],
    capacity: perSecond(6),
    meanOverSeconds: 10,
    targets: [],
  },
  {
    name: '30 new connections a minute, 20 at once',
    messages: 20_000,
    rules: () => [connectionLimit(() => 20), newConnections(30, 60_000)],
    capacity: connections(20),
    targets: [],
  },
  // These two were written last of all.
  {
    name: '100/60s fixed, one too many shuts for 30 s',
    messages: 2_000,
    rules: () => [penaltyBox(100, 60_000, 30_000)],
    capacity: perSecond(100 / 60),
    meanOverSeconds: 60,
    targets: [],
  },
  {
    name: 'connections that change every 2 min',
    messages: 20_000,
    rules: () => [connectionLimit((nowMs) => drift(nowMs / 1000))],
    capacity: { of: 'connections', at: drift },
    targets: [],
  },
];
