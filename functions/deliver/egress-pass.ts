import type { Grant, Refused } from '#shared/bucket/bucket.ts';
import { nothingSeen } from '#shared/bucket/feedback.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import type { DeliverDeps, Invocation } from './deps.ts';

/** What a session is about to start: so many messages, one each `everyMs` at most, the first before `untilMs`. */
export interface Soon {
  readonly messages: number;
  readonly everyMs: number;
  readonly untilMs: number;
}

/** A time at which one message may start; until it lapses, later too. */
export interface Place {
  readonly kind: 'place';
  readonly atMs: number;
  /** The day whose cap it counts for; 0 where none is capped. */
  readonly day: number;
}

/**
 * An invocation's right to use its egress, where that has a cap in total: taken once, before the first site's grant, and given back at
 * the end. Costs one write to enter, one to leave, and, where a rate is the cap, one for what a session starts within a second.
 */
export interface EgressPass {
  /** Asks for it; null when it is there. What was refused once stays refused for this invocation. */
  enter(): Promise<Refused | null>;
  /** Waits for the time of one more message, the first of those that are to start soon; null where that comes too late for it. */
  start(soon: Soon): Promise<Place | Refused | null>;
  /** What could start was not sent: another may start in its place. */
  giveBack(place: Place): void;
  /** Why nothing more may start; null while that is not known. */
  readonly refusal: Refused | null;
  leave(): Promise<void>;
}

const free: EgressPass = {
  enter: async () => null,
  start: async () => ({ kind: 'place', atMs: 0, day: 0 }),
  giveBack: () => undefined,
  refusal: null,
  leave: async () => undefined,
};

/**
 * Places are asked for when they can be used, for so long ahead, ms: when a message can start is known only when its site's own limits
 * have let it through. One that nobody took for as long has lapsed: used later it would bunch with others'.
 */
const soonMs = 1_000;

export function createEgressPass(
  messages: number,
  isDue: boolean,
  invocation: Invocation,
  deps: DeliverDeps,
): EgressPass {
  const { settings, buckets, clock } = deps;
  if (!settings.isEgressCapped) return free;
  const owner = deps.newOwner();
  const leaseUntilMs = invocation.deadlineMs + 2 * settings.clockErrorMs + settings.deadConnectionMs;
  const oneAtATime = createTurnstile(1);
  let grant: Grant | null = null;
  /** Granted and not taken, in order. */
  let places: Place[] = [];
  let started = 0;
  /** Of the day of the last grant: granted, and not started. */
  let unused = 0;
  let refusal: Refused | null = null;
  /** Places that those can use soon who wait for one. */
  let inLine = 0;
  /** A grant whose answer was lost is there all the same. */
  let hasAsked = false;

  /** So many messages more, waiting in place as far as that is worth it. */
  async function ask(wanted: number): Promise<void> {
    const request = { owner, messages: wanted, leaseUntilMs, extend: grant !== null, isDue, accepted: 0 };
    for (let waitedMs = 0; ;) {
      hasAsked = true;
      const answer = await buckets.acquire(everySite, request);
      if (answer.kind === 'granted') return take(answer);
      waitedMs += answer.lookAfterMs ?? Infinity;
      if (waitedMs > maxWaitMs) {
        refusal = answer;
        return;
      }
      await clock.sleep(answer.lookAfterMs ?? 0);
    }
  }

  function take(granted: Grant): void {
    unused = granted.messages + (granted.day === grant?.day ? unused : 0);
    grant = granted;
    const { startAtMs, intervalMs, day } = granted;
    for (let nth = 0; nth < granted.messages; nth++) {
      places.push({ kind: 'place', atMs: startAtMs + nth * intervalMs, day });
    }
  }

  function count({ day }: Place, starts: 1 | -1): void {
    started += starts;
    if (day === grant?.day) unused -= starts;
  }

  /** The next place; where none is in hand, as many are asked for as all who wait here can use soon. */
  async function next(untilMs: number): Promise<Place | Refused | null> {
    for (;;) {
      const isRate = grant !== null && grant.intervalMs > 0;
      if (isRate) places = places.filter(({ atMs }) => atMs >= clock.now() - soonMs);
      const [place] = places;
      // What comes too late for one is for the next in line.
      if (place) return place.atMs < untilMs ? (places.shift() ?? null) : null;
      if (refusal) return refusal;
      await ask(isRate ? inLine : allLeft());
    }
  }

  const allLeft = () => Math.max(1, messages - started);

  return {
    get refusal() {
      return refusal;
    },
    enter: () =>
      oneAtATime(async () => {
        if (!grant && !refusal) await ask(allLeft());
        return refusal;
      }),
    async start(soon) {
      const wanted = Math.min(soon.messages, 1 + Math.floor(soonMs / soon.everyMs));
      inLine += wanted;
      const place = await oneAtATime(() => next(soon.untilMs)).finally(() => (inLine -= wanted));
      if (place?.kind !== 'place') return place;
      count(place, 1);
      await clock.sleep(place.atMs - clock.now());
      return place;
    },
    giveBack(place) {
      places.unshift(place);
      count(place, -1);
    },
    leave: () =>
      oneAtATime(async () => {
        if (!hasAsked || (refusal && !grant)) return;
        await buckets.release(everySite, owner, nothingSeen(grant ?? unheard, unused));
      }),
  };
}

const unheard = { epoch: 0, isProbe: false, day: 0 };
