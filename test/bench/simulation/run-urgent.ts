import type { OpenSession } from '#shared/smtp/session.ts';
import { bulkLane, type FleetLane, startFleet } from './fleet.ts';
import { createRandom } from './random.ts';
import { createReceiver } from './receiver.ts';
import { createRemoteStore } from './remote-store.ts';
import { copyOf, type Scenario } from './run.ts';
import { createSimulatedSmtp } from './smtp.ts';
import { createVirtualTime } from './virtual-time.ts';

/** Bulk messages that wait when an urgent one comes. */
const leastWaiting = 50_000;

/** A site where bulk mail waits when urgent mail comes. */
export interface UrgentScenario extends Pick<Scenario, 'name' | 'rules' | 'capacity' | 'limits'> {
  /** At the start: so many that enough still wait when the last urgent message comes. */
  readonly bulkMessages: number;
}

export interface UrgentResult {
  /** From an urgent message's arrival in its queue until it starts; Infinity: not within the time it was given. */
  readonly waitsMs: readonly number[];
  /** Urgent messages that the receiver pushed back. */
  readonly deferredPercent: number;
  /** Of the receiver, by all mail, from the first urgent message to the last. */
  readonly usePercent: number;
}

/** The lanes as shipped; here one says that it is urgent, and the other that it yields. */
const yieldingLane: FleetLane = { ...bulkLane, urgency: 'yields' };
const urgentLane: FleetLane = { name: 'transactional', batchSize: 10, batchingWindowMs: 0, urgency: 'urgent' };
const urgentHandlers = 20;

const urgentMessages = 12;
/** One urgent message comes in each such stretch of time, at any time in it. The first stretches are for learning the limits. */
const everySeconds = 30;
const firstSecond = 60;
/** Urgent mail that has not started so long after the last arrival is given up. */
const patienceSeconds = 300;

/** Urgent messages, one by one, to a site with a backlog. The same seed gives the same run. */
export async function runUrgent(
  scenario: UrgentScenario,
  handlers: number,
  seed: number,
  trace: (line: string) => void = () => undefined,
): Promise<UrgentResult> {
  const random = createRandom(seed);
  const time = createVirtualTime();
  const startMs = time.now();
  const receiver = createReceiver(scenario.rules(random), time.now);
  const smtp = createSimulatedSmtp(receiver, { connectMs: 150, messageMs: 200 }, time, random);
  const remote = createRemoteStore(5, time, random);
  const lateness = { lateMs: 2_000, stalls: [] };
  const options = { lateness, limits: scenario.limits ?? {}, clockErrorMs: 0, remote };
  const bulk = startFleet({ ...options, handlers, lane: yieldingLane }, smtp, time, random);

  const arrivalsMs = new Map<string, number>();
  const waitsMs = new Map<string, number>();
  const watched = watchStarts(smtp, (recipient) => {
    if (waitsMs.has(recipient)) return;
    const waitMs = time.now() - (arrivalsMs.get(recipient) ?? 0);
    waitsMs.set(recipient, waitMs);
    trace(`${recipient} started at ${time.now() - startMs} ms, ${waitMs} ms after it came`);
  });
  const urgent = startFleet({ ...options, handlers: urgentHandlers, lane: urgentLane }, watched, time, random);

  for (let index = 0; index < scenario.bulkMessages; index++) bulk.ready.send(copyOf(index, startMs), 0);
  for (let nth = 0; nth < urgentMessages; nth++) {
    time.at(startMs + 1000 * (firstSecond + everySeconds * (nth + random())), () => {
      const copy = { ...copyOf(scenario.bulkMessages + nth, time.now()), lane: urgentLane.name };
      const waiting = scenario.bulkMessages - receiver.log.accepted;
      if (waiting < leastWaiting) throw new Error(`${scenario.name}: only ${waiting} bulk messages wait; take more`);
      arrivalsMs.set(copy.recipient, time.now());
      urgent.ready.send(copy, 0);
    });
  }
  const lastSecond = firstSecond + everySeconds * urgentMessages;
  const isDone = () =>
    time.now() >= startMs + 1000 * (lastSecond + patienceSeconds) ||
    (waitsMs.size === urgentMessages && time.now() >= startMs + 1000 * lastSecond);
  await time.run(isDone);

  const { busyMsBySecond, acceptedBySecond } = receiver.log;
  let used = 0;
  let possible = 0;
  for (let second = firstSecond; second < lastSecond; second++) {
    used +=
      scenario.capacity.of === 'messages' ? (acceptedBySecond[second] ?? 0) : (busyMsBySecond[second] ?? 0) / 1000;
    possible += scenario.capacity.at(second);
  }
  return {
    waitsMs: [...arrivalsMs.keys()].map((recipient) => waitsMs.get(recipient) ?? Infinity),
    deferredPercent: (100 * urgent.counts.deferred) / urgentMessages,
    usePercent: (100 * used) / possible,
  };
}

/** Tells of each message's first MAIL; whether the receiver takes it is another matter (`deferredPercent`). */
function watchStarts(openSession: OpenSession, onStart: (recipient: string) => void): OpenSession {
  return async (target, hardStopMs) => {
    const opened = await openSession(target, hardStopMs);
    if (opened.kind !== 'open') return opened;
    const { session } = opened;
    return {
      kind: 'open',
      session: {
        get isUsable() {
          return session.isUsable;
        },
        send(mail) {
          onStart(mail.recipient);
          return session.send(mail);
        },
        end: () => session.end(),
      },
    };
  };
}
