import { createBoundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../lambda/log.ts';
import { voiceOf } from './voice.ts';

/**
 * A site's word that it refused the authentication of a From-domain (SPF, DKIM, DMARC): a fault of the domain's, if it is true. The
 * domain's mail to that site waits; while two sites say so, its mail to all of them.
 */
export interface Hold {
  readonly site: string;
  readonly untilMs: number;
  /** How long it lasts, ms; the next one of the same site that follows closely lasts twice as long. */
  readonly lengthMs: number;
  readonly sinceMs: number;
  /** The reply that caused it, on one line. */
  readonly reason: string;
}

export interface HoldStore {
  /** What each site said last. Need not be consistent: a hold takes effect within seconds. */
  read(fromDomain: string): Promise<readonly Hold[]>;
  /** Sets a site's hold where it has none in force, and drops those of `forgotten` sites; false where it has one. */
  set(fromDomain: string, hold: Hold, forgotten: readonly string[], nowMs: number): Promise<boolean>;
}

export interface Holds {
  /** What holds the domain's mail to a site, as read at most 15 s ago; null where nothing does. */
  of(fromDomain: string, site: string): Promise<Hold | null>;
  /**
   * Holds the domain's mail to the site, unless it is held: several victims of one cause are one cause. True where it is held by
   * this.
   */
  hold(fromDomain: string, site: string, reason: string, atLeastMs: number): Promise<boolean>;
}

/** What was read is believed for so long, ms. */
const beliefMs = 15_000;
/** DNS that was corrected is seen within its TTL: an hour, often less. */
const firstLengthMs = 15 * 60_000;
const maxLengthMs = 4 * 3_600_000;
const reasonLength = 200;
/** From-domains that a process remembers. */
const maxSeen = 10_000;

/** Of a site's hold, or of two others': one receiver that lies, or is wrong, stops no mail but its own. */
export function holdAt(holds: readonly Hold[], site: string | null, nowMs: number): Hold | null {
  const inForce = holds.filter(({ untilMs }) => untilMs > nowMs).toSorted((a, b) => b.untilMs - a.untilMs);
  const [longest] = inForce;
  const everywhere = inForce.find((other) => longest && voiceOf(other.site) !== voiceOf(longest.site)) ?? null;
  const own = inForce.find((hold) => hold.site === site) ?? null;
  return own && (!everywhere || own.untilMs >= everywhere.untilMs) ? own : everywhere;
}

export function createHolds(store: HoldStore, clock: Pick<Clock, 'now'>, log: Log): Holds {
  /** A batch asks for its domain with each message at once: that is one read. */
  const seen = createBoundedMap<{ readonly holds: Promise<readonly Hold[]>; readonly atMs: number }>(maxSeen);

  function read(fromDomain: string): Promise<readonly Hold[]> {
    const known = seen.get(fromDomain);
    const nowMs = clock.now();
    if (known && nowMs - known.atMs < beliefMs) return known.holds;
    const holds = store.read(fromDomain).catch((error: unknown) => {
      // What cannot be read holds nothing up that was not held.
      log.warn('the holds of a From-domain could not be read', { fromDomain, error });
      return known?.holds ?? [];
    });
    seen.set(fromDomain, { holds, atMs: nowMs });
    return holds;
  }

  /** The holds that stand in the end, and whether this one was set. */
  async function holdAfter(
    before: Promise<readonly Hold[]>,
    fromDomain: string,
    site: string,
    reason: string,
    atLeastMs: number,
  ): Promise<{ readonly holds: readonly Hold[]; readonly isSet: boolean }> {
    const nowMs = clock.now();
    const known = await before;
    const last = known.find((hold) => hold.site === site);
    if (last && last.untilMs > nowMs) return { holds: known, isSet: false };
    const lengthMs = Math.min(
      maxLengthMs,
      Math.max(atLeastMs, last && followsClosely(last, nowMs) ? 2 * last.lengthMs : firstLengthMs),
    );
    const hold: Hold = {
      site,
      untilMs: nowMs + lengthMs,
      lengthMs,
      sinceMs: nowMs,
      reason: reason.slice(0, reasonLength),
    };
    const others = known.filter((other) => other.site !== site);
    const forgotten = others.filter((other) => !followsClosely(other, nowMs)).map((other) => other.site);
    // Where it cannot be written, the next victim tries again.
    const isSet = await store.set(fromDomain, hold, forgotten, nowMs).catch((error: unknown) => {
      log.warn('the hold of a From-domain could not be written', { fromDomain, error });
      return false;
    });
    if (!isSet) {
      seen.delete(fromDomain);
      return { holds: known, isSet };
    }
    const holds = [hold, ...others.filter((other) => followsClosely(other, nowMs))];
    log.warn('the mail of a From-domain is held: correct its SPF, DKIM or DMARC', {
      fromDomain,
      ...hold,
      isEverywhere: holdAt(holds, null, nowMs) !== null,
    });
    return { holds, isSet };
  }

  return {
    async of(fromDomain, site) {
      return holdAt(await read(fromDomain), site, clock.now());
    },
    async hold(fromDomain, site, reason, atLeastMs) {
      const outcome = holdAfter(read(fromDomain), fromDomain, site, reason, atLeastMs);
      // From now on, not from when it is written: the domain's next message waits to hear of it.
      seen.set(fromDomain, { holds: outcome.then(({ holds }) => holds), atMs: clock.now() });
      return (await outcome).isSet;
    },
  };
}

/** The cause of a hold is taken to be the same for as long after its end as it lasted. */
function followsClosely({ untilMs, lengthMs }: Hold, nowMs: number): boolean {
  return nowMs - untilMs < lengthMs;
}
