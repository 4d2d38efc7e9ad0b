import type { Grant, Refused } from '#shared/bucket/bucket.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import { maxWaitMs } from '#shared/bucket/gcra.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { createTurnstile } from '#shared/turnstile.ts';
import type { DeliverDeps, Invocation } from './deps.ts';

/**
 * An invocation's right to use its egress, where that has a cap in total: taken once, before the first site's grant, and given back at
 * the end. Costs one write to enter, one to leave, and one for each further block of messages.
 */
export interface EgressPass {
  /** Asks for it; null when it is there. What was refused once stays refused for this invocation. */
  enter(): Promise<Refused | null>;
  /** Waits for the time of one more message; null when it may start. */
  start(): Promise<Refused | null>;
  /** What could start was not sent: another may start in its place. */
  giveBack(): void;
  /** Why nothing more may start; null while that is not known. */
  readonly refusal: Refused | null;
  leave(): Promise<void>;
}

const free: EgressPass = {
  enter: async () => null,
  start: async () => null,
  giveBack: () => undefined,
  refusal: null,
  leave: async () => undefined,
};

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
  let started = 0;
  let startedOfGrant = 0;
  /** Places given back. */
  let spare = 0;
  let refusal: Refused | null = null;
  /** A grant whose answer was lost is there all the same. */
  let hasAsked = false;

  /** The next block, waiting in place as far as that is worth it. */
  async function ask(extend: boolean): Promise<void> {
    const request = { owner, messages: Math.max(1, messages - started), leaseUntilMs, extend, isDue, accepted: 0 };
    for (let waitedMs = 0; ;) {
      hasAsked = true;
      const answer = await buckets.acquire(everySite, request);
      if (answer.kind === 'granted') {
        grant = answer;
        startedOfGrant = 0;
        return;
      }
      waitedMs += answer.lookAfterMs ?? Infinity;
      if (waitedMs > maxWaitMs) {
        refusal = answer;
        return;
      }
      await clock.sleep(answer.lookAfterMs ?? 0);
    }
  }

  return {
    get refusal() {
      return refusal;
    },
    enter: () =>
      oneAtATime(async () => {
        if (!grant && !refusal) await ask(false);
        return refusal;
      }),
    async start() {
      const startAtMs = await oneAtATime(async () => {
        if (spare > 0) {
          spare--;
          return clock.now();
        }
        if (refusal) return null;
        if (!grant || startedOfGrant >= grant.messages) await ask(grant !== null);
        if (refusal || !grant) return null;
        started++;
        return grant.startAtMs + startedOfGrant++ * grant.intervalMs;
      });
      if (startAtMs === null) return refusal;
      await clock.sleep(startAtMs - clock.now());
      return null;
    },
    giveBack() {
      spare++;
    },
    leave: () =>
      oneAtATime(async () => {
        if (!hasAsked || (refusal && !grant)) return;
        const unused = grant ? grant.messages - startedOfGrant + spare : 0;
        await buckets.release(everySite, owner, nothingSeen(grant ?? unheard, unused));
      }),
  };
}

const unheard = { epoch: 0, isProbe: false, day: 0 };

/** Nothing was seen of a receiver: the bucket is given back what it lent. */
export function nothingSeen(
  { epoch, isProbe, day }: Pick<Grant, 'epoch' | 'isProbe' | 'day'>,
  unused: number,
): Feedback {
  return {
    epoch,
    isProbe,
    accepted: 0,
    isAnswered: false,
    serviceMs: 0,
    refusal: null,
    unused: { day, messages: unused },
    usedUpAfter: null,
  };
}
