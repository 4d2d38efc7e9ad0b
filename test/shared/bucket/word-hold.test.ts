import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginTrial, hear, isHeld, passTrial, trialMs, type Word, type WordHold } from '#shared/bucket/word-hold.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const word = (site: string, changes: Partial<Word> = {}): Word => ({
  site,
  isSure: false,
  reason: `550 5.7.25 no PTR, says ${site}`,
  atLeastMs: hourMs,
  ...changes,
});

/** When, and what: a site's word, or a trial that begins or passes. */
type Event = readonly [number, Word | 'begin' | 'pass'];

function play(...events: readonly Event[]): WordHold | null {
  let hold: WordHold | null = null;
  for (const [atMs, what] of events) {
    if (what === 'begin') hold = beginTrial(hold, 'trial', atMs) ?? hold;
    else if (what === 'pass') hold = passTrial(hold, 'trial', atMs) ?? hold;
    else hold = hear(hold, what, atMs).hold;
  }
  return hold;
}

describe('a hold on the word of sites', () => {
  it.each<[string, Event[], boolean]>([
    ['one site', [[0, word('a')]], false],
    [
      'one site that says so again and again',
      [
        [0, word('a')],
        [hourMs, word('a')],
        [2 * hourMs, word('a')],
      ],
      false,
    ],
    [
      'two sites',
      [
        [0, word('a')],
        [hourMs, word('b')],
      ],
      true,
    ],
    [
      'two sites, half a day apart',
      [
        [0, word('a')],
        [12 * hourMs, word('b')],
      ],
      false,
    ],
    ['one site that is sure', [[0, word('a', { isSure: true })]], true],
  ])('of %s holds everywhere or not: %#', (_who, events, isEverywhere) => {
    expect(isHeld(play(...events))).toBe(isEverywhere);
  });

  it('is new once, and takes what is said meanwhile for an echo', () => {
    const first = hear(play([0, word('a')]), word('b'), 1_000);
    expect(first).toMatchObject({ isNew: true, hold: { untilMs: 1_000 + hourMs } });
    const echo = hear(first.hold, word('c', { atLeastMs: 5 * hourMs }), 2_000);
    expect(echo).toMatchObject({
      isNew: false,
      hold: { untilMs: 1_000 + hourMs, words: { a: 0, b: 1_000, c: 2_000 } },
    });
  });

  it('lets one message try when its time has passed, not before, and another when that one is not heard of', () => {
    const held = play([0, word('a')], [0, word('b')]);
    expect(beginTrial(held, 'one', hourMs - 1)).toBeNull();
    const trial = beginTrial(held, 'one', hourMs);
    expect(trial).toMatchObject({ trial: 'one', untilMs: hourMs + trialMs });
    expect(beginTrial(trial, 'two', hourMs + trialMs - 1)).toBeNull();
    expect(beginTrial(trial, 'two', hourMs + trialMs)).toMatchObject({ trial: 'two' });
    expect(beginTrial(null, 'one', hourMs)).toBeNull();
  });

  it('ends when the trial passes, and is twice as long when that is refused', () => {
    const ended = play([0, word('a')], [0, word('b')], [hourMs, 'begin'], [hourMs + 1, 'pass']);
    expect(ended).toMatchObject({ untilMs: 0, words: {}, trial: null });
    const again = play([0, word('a')], [0, word('b')], [hourMs, 'begin'], [hourMs + 1, word('c')]);
    expect(again).toMatchObject({ untilMs: hourMs + 1 + 2 * hourMs, sinceMs: 0, trial: null });
  });

  it('is not ended by a trial that somebody else’s has followed', () => {
    const trial = play([0, word('a')], [0, word('b')], [hourMs, 'begin']);
    expect(passTrial(beginTrial(trial, 'other', hourMs + trialMs), 'trial', hourMs + trialMs + 1)).toBeNull();
  });

  it('believes sites that a trial has refuted for themselves alone, for a day, and others as before', () => {
    const refuted = [
      [0, word('a')],
      [0, word('b')],
      [hourMs, 'begin'],
      [hourMs, 'pass'],
      [hourMs + 1, word('a')],
      [hourMs + 1, word('b')],
    ] as const;
    expect(isHeld(play(...refuted))).toBe(false);
    expect(isHeld(play(...refuted, [hourMs + 2, word('c')]))).toBe(false);
    const others = play(...refuted, [hourMs + 2, word('c')], [hourMs + 3, word('d')]);
    // It follows closely upon the last one.
    expect(others).toMatchObject({ lengthMs: 2 * hourMs, untilMs: hourMs + 3 + 2 * hourMs });
    const dayAfter = 26 * hourMs;
    expect(isHeld(play(...refuted, [dayAfter, word('a')], [dayAfter, word('b')]))).toBe(true);
  });

  it('stays small, whoever says so', () => {
    const events = Array.from(
      { length: 100 },
      (_, nth) => [nth, word(`site${nth}`, { reason: 'x'.repeat(900) })] as const,
    );
    const hold = play(...events);
    expect(JSON.stringify(hold).length).toBeLessThan(1_000);
    expect(Object.keys(hold?.words ?? {})).toHaveLength(10);
  });

  it('lasts a quarter of an hour where nothing else is said, and never more than a day', () => {
    const sure = (atLeastMs: number) => word('a', { isSure: true, atLeastMs });
    expect(play([0, sure(0)])).toMatchObject({ untilMs: 15 * minuteMs });
    expect(play([0, sure(900 * hourMs)])).toMatchObject({ untilMs: 24 * hourMs });
  });

  const laterMs = fc.integer({ min: 0, max: 5 * hourMs });

  it('never holds everywhere on the word of one site, whatever it says and when', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(laterMs, fc.integer({ min: 0, max: 9 * hourMs })), { maxLength: 30 }), (said) => {
        let hold: WordHold | null = null;
        let nowMs = 0;
        for (const [passedMs, atLeastMs] of said) {
          nowMs += passedMs;
          hold = hear(hold, word('a', { atLeastMs }), nowMs).hold;
          expect(isHeld(hold)).toBe(false);
        }
      }),
    );
  });

  it('lets one message try at a time, whatever is said, tried and passed meanwhile', () => {
    const step = fc.record({
      passedMs: laterMs,
      what: fc.constantFrom('a', 'b', 'c', 'sure', 'begin', 'begin', 'pass'),
      trial: fc.constantFrom('t1', 't2', 't3'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let hold: WordHold | null = null;
        let nowMs = 0;
        let freeAtMs = 0;
        for (const { passedMs, what, trial } of steps) {
          nowMs += passedMs;
          if (what === 'begin') {
            const begun = beginTrial(hold, trial, nowMs);
            if (begun) {
              expect(nowMs).toBeGreaterThanOrEqual(freeAtMs);
              freeAtMs = nowMs + trialMs;
              hold = begun;
            }
          } else if (what === 'pass') {
            const before: WordHold | null = hold;
            hold = passTrial(hold, trial, nowMs) ?? hold;
            if (hold !== before) freeAtMs = 0;
          } else {
            const heard = hear(hold, word(what, { isSure: what === 'sure' }), nowMs);
            // It began to hold, or a trial was refused: nobody tries before its time.
            if (heard.hold.untilMs > nowMs) freeAtMs = Math.max(freeAtMs, heard.hold.untilMs);
            expect(heard.isNew).toBe(!isHeld(hold) && isHeld(heard.hold));
            hold = heard.hold;
          }
        }
      }),
    );
  });
});
