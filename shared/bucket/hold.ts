import type { Clock } from '../clock.ts';
import type { Log } from '../lambda/log.ts';

/** A From-domain whose mail waits, because a receiver refused its authentication (SPF, DKIM, DMARC): a fault of the domain's, not of a site's. */
export interface Hold {
  readonly untilMs: number;
  /** How long it lasts, ms; the next one that follows closely lasts twice as long. */
  readonly lengthMs: number;
  readonly sinceMs: number;
  /** The reply that caused it, on one line. */
  readonly reason: string;
}

export interface HoldStore {
  /** Need not be consistent: a hold takes effect within seconds. */
  read(fromDomain: string): Promise<Hold | null>;
  /** Sets a hold where none is in force; false where one is. */
  set(fromDomain: string, hold: Hold, nowMs: number): Promise<boolean>;
}

export interface Holds {
  /** The hold in force, as read at most 15 s ago; null where there is none. */
  of(fromDomain: string): Promise<Hold | null>;
  /** Holds the domain's mail, unless it is held: several victims of one cause are one cause. */
  hold(fromDomain: string, reason: string, atLeastMs: number): Promise<void>;
}

/** What was read is believed for so long, ms. */
const beliefMs = 15_000;
/** DNS that was corrected is seen within its TTL: an hour, often less. */
const firstLengthMs = 15 * 60_000;
const maxLengthMs = 4 * 3_600_000;
const reasonLength = 200;

export function createHolds(store: HoldStore, clock: Pick<Clock, 'now'>, log: Log): Holds {
  /** A batch asks for its domain with each message at once: that is one read. */
  const seen = new Map<string, { readonly hold: Promise<Hold | null>; readonly atMs: number }>();

  function read(fromDomain: string): Promise<Hold | null> {
    const known = seen.get(fromDomain);
    const nowMs = clock.now();
    if (known && nowMs - known.atMs < beliefMs) return known.hold;
    const hold = store.read(fromDomain).catch((error: unknown) => {
      // What cannot be read holds nothing up that was not held.
      log.warn('the hold of a From-domain could not be read', { fromDomain, error });
      return known?.hold ?? null;
    });
    seen.set(fromDomain, { hold, atMs: nowMs });
    return hold;
  }

  return {
    async of(fromDomain) {
      const hold = await read(fromDomain);
      return hold && hold.untilMs > clock.now() ? hold : null;
    },
    async hold(fromDomain, reason, atLeastMs) {
      const nowMs = clock.now();
      const last = await read(fromDomain);
      if (last && last.untilMs > nowMs) return;
      const isAgain = last !== null && nowMs - last.untilMs < last.lengthMs;
      const lengthMs = Math.min(maxLengthMs, Math.max(atLeastMs, isAgain ? 2 * last.lengthMs : firstLengthMs));
      const hold: Hold = {
        untilMs: nowMs + lengthMs,
        lengthMs,
        sinceMs: nowMs,
        reason: reason.slice(0, reasonLength),
      };
      // Where it cannot be written, the next victim tries again.
      const isSet = await store.set(fromDomain, hold, nowMs).catch((error: unknown) => {
        log.warn('the hold of a From-domain could not be written', { fromDomain, error });
        return false;
      });
      if (!isSet) return void seen.delete(fromDomain);
      seen.set(fromDomain, { hold: Promise.resolve(hold), atMs: nowMs });
      log.warn('the mail of a From-domain is held: correct its SPF, DKIM or DMARC', { fromDomain, ...hold });
    },
  };
}
