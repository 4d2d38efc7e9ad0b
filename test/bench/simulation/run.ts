import { maxDelaySeconds } from '#shared/adapters/sqs-sender.ts';
import type { LimitTable } from '#shared/bucket/limits.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { domain, startFleet } from './fleet.ts';
import type { Lateness } from './queue.ts';
import { createRandom } from './random.ts';
import { createReceiver, type ReceiverRule } from './receiver.ts';
import { createSimulatedSmtp, type SmtpTimes } from './smtp.ts';
import { createVirtualTime } from './virtual-time.ts';

export interface Scenario {
  readonly name: string;
  readonly messages: number;
  rules(random: () => number): ReceiverRule[];
  /** What the receiver takes at this time: connections, or messages per second. */
  readonly capacity: { readonly of: 'connections' | 'messages'; at(second: number): number };
  readonly times?: Partial<SmtpTimes>;
  readonly limits?: LimitTable;
  readonly lateness?: Lateness;
  readonly clockErrorMs?: number;
  /** Means of use are taken over this many seconds: the receiver's window, if it has one. */
  readonly meanOverSeconds?: number;
}

export interface RunResult {
  readonly deferredPercent: number;
  readonly usePercent: number;
  readonly refusals: number;
  readonly refusalsPerDelivery: number;
  /** Until use stayed above 90 % for the first time, s; null where it never did. */
  readonly convergedSeconds: number | null;
  readonly hopsPerMessage: number;
  /** What the mean wait takes if every hop is as long as SQS allows. */
  readonly leastHops: number;
  readonly operationsPeak: number;
  readonly drainSeconds: number;
  /** Share of the capacity used from one second to another. */
  useBetween(fromSecond: number, toSecond: number): number;
  /** The share of the handlers that was busy on average, whatever they did. */
  busyHandlersBetween(fromSecond: number, toSecond: number): number;
  acceptedBetween(fromSecond: number, toSecond: number): number;
  readonly peakConnections: number;
  readonly messagesPerConnection: number;
}

/** Runs one scenario to the last delivery. The same seed gives the same run. */
export async function runScenario(
  scenario: Scenario,
  handlers: number,
  seed: number,
  onSecond: (second: number, line: () => string) => void = () => undefined,
): Promise<RunResult> {
  const random = createRandom(seed);
  const time = createVirtualTime();
  const startMs = time.now();
  const receiver = createReceiver(scenario.rules(random), time.now);
  const times = { connectMs: 150, messageMs: 200, ...scenario.times };
  const fleet = startFleet(
    {
      handlers,
      lateness: scenario.lateness ?? { lateMs: 2_000, stalls: [] },
      limits: scenario.limits ?? {},
      clockErrorMs: scenario.clockErrorMs ?? 0,
    },
    createSimulatedSmtp(receiver, times, time, random),
    time,
    random,
  );
  for (let index = 0; index < scenario.messages; index++) fleet.ready.send(copyOf(index, startMs), 0);

  const { log } = receiver;
  const used = (second: number) =>
    scenario.capacity.of === 'messages'
      ? (log.acceptedBySecond[second] ?? 0)
      : (log.busyMsBySecond[second] ?? 0) / 1000;
  const isDone = () => log.accepted >= scenario.messages;
  /** The drain ends when no mail waits for the first time but what the receiver itself deferred. */
  let backlogSeconds = 0;
  let isDrained = false;
  const tick = (second: number) => {
    isDrained ||= scenario.messages - log.accepted - fleet.retry.waiting === 0;
    if (!isDrained) backlogSeconds = second;
    onSecond(second, () => {
      const state = fleet.state();
      const use = used(second - 1);
      return `${second} accepted ${log.accepted} refused ${log.refusals} use ${use} open ${log.open} slots ${Object.keys(state?.slots ?? {}).length} ready ${fleet.ready.waiting}/${fleet.ready.visible} hops ${fleet.counts.hops} ops ${fleet.operationsBySecond[second - 1] ?? 0} law ${JSON.stringify(state?.law)} tat ${Math.round((state?.tatUs ?? 0) / 1000 - time.now())} blocked ${Math.round((state?.blockedUntilMs ?? 0) - time.now())}`;
    });
    if (!isDone()) time.at(startMs + (second + 1) * 1000, () => tick(second + 1));
  };
  time.at(startMs + 1000, () => tick(1));
  await time.run(isDone);

  const useBetween = (from: number, to: number) => {
    let taken = 0;
    let possible = 0;
    for (let second = from; second < to; second++) {
      taken += used(second);
      possible += scenario.capacity.at(second);
    }
    return possible === 0 ? 0 : taken / possible;
  };
  const meanWaitSeconds =
    log.acceptedBySecond.reduce((sum, count, second) => sum + second * (count ?? 0), 0) / scenario.messages;
  return {
    deferredPercent: (100 * fleet.counts.deferred) / scenario.messages,
    usePercent: 100 * useBetween(0, backlogSeconds),
    refusals: log.refusals,
    refusalsPerDelivery: log.refusals / scenario.messages,
    convergedSeconds: converged(useBetween, backlogSeconds, scenario.meanOverSeconds ?? 5),
    hopsPerMessage: fleet.counts.hops / scenario.messages,
    leastHops: meanWaitSeconds / maxDelaySeconds,
    operationsPeak: Math.max(...fleet.operationsBySecond.filter(() => true)),
    drainSeconds: backlogSeconds,
    useBetween,
    busyHandlersBetween: (from, to) =>
      fleet.handlerMsBySecond.slice(from, to).reduce((sum, ms) => sum + (ms ?? 0), 0) / 1000 / (to - from) / handlers,
    acceptedBetween: (from, to) => log.acceptedBySecond.slice(from, to).reduce((sum, count) => sum + (count ?? 0), 0),
    peakConnections: log.peak,
    messagesPerConnection: log.accepted / log.connections,
  };
}

function converged(useBetween: RunResult['useBetween'], untilSecond: number, over: number): number | null {
  for (let second = 0; second + over <= untilSecond; second++) {
    if (useBetween(second, second + over) >= 0.9) return second;
  }
  return null;
}

/** A bulk message, as it lies in its queue. */
export function copyOf(index: number, nowMs: number, to = domain): DeliveryCopy {
  return {
    version: 1,
    id: `d${index}`,
    submissionId: 's',
    generation: 1,
    attempts: 0,
    lane: 'bulk',
    sender: 'news@sender.test',
    recipient: `r${index}@${to}`,
    fromDomain: 'sender.test',
    acceptedAtMs: nowMs,
    expiresAtMs: nowMs + 4 * 86_400_000,
    hops: 0,
    content: { kind: 'inline', json: '{}' },
    tags: {},
  };
}
