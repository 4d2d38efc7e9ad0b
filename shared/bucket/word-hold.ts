import { voiceOf } from './voice.ts';

/**
 * A hold on the word of sites: on an egress, say, whose PTR record is missing. One site may be wrong, or know only itself; so its
 * word holds at that site alone, and the words of two sites, or one word that is sure, hold everywhere. When a hold has lasted
 * its time a single message tries; what it meets ends the hold or makes it longer. A human may end it at any time.
 */
export interface WordHold {
  /** The sites that say so, and when each did last. */
  readonly words: Readonly<Record<string, number>>;
  /** Sites whose word a trial elsewhere has refuted, and when: they speak for themselves alone. */
  readonly refuted: Readonly<Record<string, number>>;
  /** It holds everywhere until then, and then until a trial has passed; 0: it does not. */
  readonly untilMs: number;
  /** How long it lasts, ms; the next one that follows closely lasts twice as long. */
  readonly lengthMs: number;
  /** Since when it holds everywhere, or does not. */
  readonly sinceMs: number;
  /** The reply that brought it about, on one line. */
  readonly reason: string;
  /** Who tries whether it is over; null while nobody does. */
  readonly trial: string | null;
}

/** What a site said. */
export interface Word {
  readonly site: string;
  /** It needs no second site: a relay speaks of its own account. */
  readonly isSure: boolean;
  readonly reason: string;
  /** As long as the rule, or the reply, asks for. */
  readonly atLeastMs: number;
}

/** A word is believed for so long, ms: as long as a site that says so is asked again at least once. */
const wordMs = 4 * 3_600_000;
const enoughSites = 2;
/** Two strict receivers must not stop an egress again and again that all others take mail from, ms. */
const refutedMs = 24 * 3_600_000;
const firstLengthMs = 15 * 60_000;
const maxLengthMs = 24 * 3_600_000;
/** A trial that is not heard of for so long is dead, ms, and another message may try: some go to sites that are shut for themselves. */
export const trialMs = 5 * 60_000;
const maxSites = 10;
const maxReason = 200;

export function isHeld(hold: WordHold | null): hold is WordHold {
  return hold !== null && hold.untilMs > 0;
}

/** What becomes of a hold when a site says its word; `isNew` where it holds everywhere from now on and did not before. */
export function hear(known: WordHold | null, word: Word, nowMs: number): { hold: WordHold; isNew: boolean } {
  const words = { ...recent(known?.words, wordMs, nowMs, word.site), [word.site]: nowMs };
  const refuted = recent(known?.refuted, refutedMs, nowMs);
  const held = isHeld(known) ? known : null;
  if (held && held.untilMs > nowMs && held.trial === null) {
    // An echo: said of what was under way when it began.
    return { hold: { ...held, words, refuted }, isNew: false };
  }
  const reason = word.reason.slice(0, maxReason);
  const isEnough = held !== null || word.isSure || newVoices(words, refuted) >= enoughSites;
  if (!isEnough) {
    const none = { untilMs: 0, lengthMs: known?.lengthMs ?? 0, sinceMs: known?.sinceMs ?? nowMs, trial: null };
    return { hold: { ...none, words, refuted, reason }, isNew: false };
  }
  const lastMs = known?.lengthMs ?? 0;
  const isAgain = held !== null || (known !== null && nowMs - known.sinceMs < lastMs);
  const lengthMs = Math.min(maxLengthMs, Math.max(word.atLeastMs, isAgain ? 2 * lastMs : firstLengthMs));
  return {
    hold: { words, refuted, untilMs: nowMs + lengthMs, lengthMs, sinceMs: held?.sinceMs ?? nowMs, reason, trial: null },
    isNew: held === null,
  };
}

/** How many voices speak whom no trial has refuted. */
function newVoices(words: WordHold['words'], refuted: WordHold['refuted']): number {
  const known = new Set(Object.keys(refuted).map(voiceOf));
  return new Set(
    Object.keys(words)
      .map(voiceOf)
      .filter((voice) => !known.has(voice)),
  ).size;
}

/** One message may try; null where the time has not come, or another tries. */
export function beginTrial(known: WordHold | null, trial: string, nowMs: number): WordHold | null {
  if (!isHeld(known) || known.untilMs > nowMs) return null;
  return { ...known, untilMs: nowMs + trialMs, trial };
}

/** The trial passed: it holds no longer, and who spoke is refuted; null where somebody else's trial has followed. */
export function passTrial(known: WordHold | null, trial: string, nowMs: number): WordHold | null {
  if (!isHeld(known) || known.trial !== trial) return null;
  const said = Object.keys(known.words).map((site) => [site, nowMs] as const);
  const refuted = { ...recent(known.refuted, refutedMs, nowMs), ...Object.fromEntries(said) };
  return { ...known, words: {}, refuted, untilMs: 0, sinceMs: nowMs, trial: null };
}

/** The latest of these that are not too old; without one of them. */
function recent(times: WordHold['words'] = {}, ageMs: number, nowMs: number, without?: string): WordHold['words'] {
  const kept = Object.entries(times).filter(([site, atMs]) => site !== without && nowMs - atMs < ageMs);
  return Object.fromEntries(kept.toSorted(([, a], [, b]) => a - b).slice(1 - maxSites));
}
