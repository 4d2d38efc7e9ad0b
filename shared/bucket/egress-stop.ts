import type { Clock } from '../clock.ts';
import type { Log } from '../lambda/log.ts';
import { beginTrial, hear, isHeld, passTrial, type Word, type WordHold } from './word-hold.ts';

export interface EgressStopStore {
  /** Need not be consistent: a stop takes effect within seconds. */
  read(egress: string): Promise<WordHold | null>;
  /**
   * Puts in the place of what is known what `next` makes of it; null leaves it. `next` is asked again where somebody else was
   * quicker. Returns what stands there then.
   */
  change(egress: string, next: (known: WordHold | null) => WordHold | null): Promise<WordHold | null>;
}

/** The stop of one egress, as one process sees it: all its mail waits, at all sites. */
export interface EgressStop {
  /** When this message may look again; null where it may go, because nothing is stopped or because it is the one that tries. */
  waitsUntil(messageId: string): Promise<number | null>;
  /** Until when all mail waits; null where the egress is not stopped. */
  untilMs(): Promise<number | null>;
  /** A site refused the egress. True where that stops it, and it was not stopped before. */
  hear(word: Word): Promise<boolean>;
  /** This message got an answer that blames no egress: where it was the one that tried, the stop is over. */
  passed(messageId: string): Promise<void>;
}

/** What was read is believed for so long, ms. */
const beliefMs = 15_000;

export function createEgressStop(
  store: EgressStopStore,
  egress: string,
  clock: Pick<Clock, 'now'>,
  log: Log,
): EgressStop {
  let seen: { readonly hold: Promise<WordHold | null>; readonly atMs: number } | null = null;
  /** The message of this process that tries. */
  let trial: string | null = null;
  let claiming: Promise<boolean> | null = null;
  const remember = (hold: WordHold | null) => {
    seen = { hold: Promise.resolve(hold), atMs: clock.now() };
    return hold;
  };

  /** A batch asks with each message at once: that is one read. */
  function read(): Promise<WordHold | null> {
    const nowMs = clock.now();
    if (seen && nowMs - seen.atMs < beliefMs) return seen.hold;
    const before = seen?.hold ?? null;
    const hold = store.read(egress).catch((error: unknown) => {
      // What cannot be read stops nothing that was not stopped.
      log.warn('the stop of an egress could not be read', { egress, error });
      return before;
    });
    seen = { hold, atMs: nowMs };
    return hold;
  }

  /** One message of all senders may try. */
  async function claimTrial(messageId: string): Promise<boolean> {
    trial = messageId;
    try {
      const hold = remember(await store.change(egress, (known) => beginTrial(known, messageId, clock.now())));
      if (!isHeld(hold) || hold.trial === messageId) return true;
    } catch (error) {
      log.warn('nothing can try whether an egress may send again', { egress, error });
    }
    trial = null;
    return false;
  }

  return {
    async waitsUntil(messageId) {
      const hold = await read();
      if (!isHeld(hold) || messageId === trial) return null;
      const nowMs = clock.now();
      if (hold.untilMs > nowMs) return hold.untilMs;
      // While one asks to try, the others of its batch wait for what becomes of it.
      if (claiming) await claiming;
      else {
        claiming = claimTrial(messageId).finally(() => {
          claiming = null;
        });
        if (await claiming) return null;
      }
      const after = await read();
      return isHeld(after) ? Math.max(after.untilMs, nowMs) : null;
    },
    async untilMs() {
      const hold = await read();
      return isHeld(hold) ? hold.untilMs : null;
    },
    async hear(word) {
      trial = null;
      try {
        let isNew = false;
        const hold = await store.change(egress, (known) => {
          const heard = hear(known, word, clock.now());
          isNew = heard.isNew;
          return heard.hold;
        });
        remember(hold);
        if (isNew) log.error('an egress is stopped: mend what its receivers refuse', { egress, ...hold });
        return isNew;
      } catch (error) {
        // The next victim tries again.
        log.warn('the word of a site against an egress could not be written', { egress, site: word.site, error });
        return false;
      }
    },
    async passed(messageId) {
      if (messageId !== trial) return;
      trial = null;
      try {
        remember(await store.change(egress, (known) => passTrial(known, messageId, clock.now())));
        log.info('an egress sends again: a message passed', { egress });
      } catch (error) {
        // Its trial ends by itself, and another follows.
        log.warn('the end of a stop could not be written', { egress, error });
      }
    },
  };
}
