import { describe, expect, it } from 'vitest';
import { applyWrite } from '#shared/bucket/apply.ts';
import { planAppointment } from '#shared/bucket/appointment.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { messageSpacingMs } from '#shared/bucket/spacing.ts';
import type { Feedback } from '#shared/bucket/feedback.ts';
import { initialLaw, type Law, type RefusalKind } from '#shared/bucket/law.ts';
import { learn } from '#shared/bucket/learn.ts';
import { planLesson } from '#shared/bucket/plan-lesson.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';

const limits: FixedLimits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 100 };
const nowMs = 1_000_000;

function stateOf(law: Partial<Law>, owners: readonly string[] = [], more: Partial<BucketState> = {}): BucketState {
  const slots = Object.fromEntries(owners.map((owner) => [owner, nowMs + 1_000]));
  return { ...initialState(0), ...more, slots, law: { ...initialLaw(0), ...law } };
}

const refused = (kind: RefusalKind, more: Partial<Feedback> = {}): Feedback => ({
  epoch: 1,
  isProbe: false,
  accepted: 0,
  serviceMs: 0,
  isAnswered: false,
  unused: { day: 0, messages: 0 },
  refusal: { kind, text: '', retryAfterMs: 0 },
  usedUpAfter: null,
  ...more,
});
const accepted: Feedback = { ...refused('rate', { accepted: 1, isProbe: true }), refusal: null };

describe('learning from answers', () => {
  it('believes that a window of an hour was one where an hour ended between the last two probes', () => {
    const stop = { mode: 'stopped', cause: 'rate', stoppedAtMs: 12_000 } as const;
    const after = (refusedAtMs: number, heardAtMs: number) => {
      const state = stateOf({ ...stop, refusedAtMs }, ['probe'], { accepted: 999 });
      return learn(state, 'probe', accepted, limits, heardAtMs)?.law;
    };
    const hour = after(3_009_000, 3_618_000);
    expect(hour?.intervalUs).toBeCloseTo(3_600_000 / 0.98, -1);
    expect(hour?.ceilingUs).toBe(3_600_000);
    // Any other lies somewhere between them.
    expect(after(2_409_000, 3_009_000)?.intervalUs).toBeCloseTo(2_709_000 / 0.98, -1);
  });

  it('opens a site that was down when it refuses a recipient for what it is, and no full window', () => {
    const answered: Feedback = { ...accepted, accepted: 0, isAnswered: true };
    const down = stateOf({ mode: 'stopped', cause: 'busy' }, ['probe']);
    expect(learn(down, 'probe', answered, limits, nowMs)?.law.mode).toBe('open');
    expect(learn(down, 'probe', { ...answered, isAnswered: false }, limits, nowMs)).toBeNull();
    const full = stateOf({ mode: 'stopped', cause: 'rate' }, ['probe']);
    expect(learn(full, 'probe', answered, limits, nowMs)).toBeNull();
  });
});

describe('learning from refusals', () => {
  it('keeps the limit when a probe above it is refused, though others have ended meanwhile', () => {
    const state = stateOf({ slotLimit: 5, slotCeiling: 6 }, ['probe', 'a', 'b', 'c']);
    const lesson = learn(state, 'probe', refused('connections', { isProbe: true }), limits, nowMs);
    expect(lesson?.law).toMatchObject({ mode: 'open', slotLimit: 5, slotCeiling: 6 });
  });

  it('takes a fall by one connection as news', () => {
    const owners = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const lesson = learn(stateOf({ slotLimit: 10 }, owners), 's0', refused('connections'), limits, nowMs);
    expect(lesson?.law).toMatchObject({ mode: 'careful', slotLimit: 9, knownSinceMs: nowMs });
  });

  it('stops a site that is shut, whatever connections live there, for as long as it is said', () => {
    const state = stateOf({ slotLimit: 5 }, ['s', 'a', 'b']);
    const shut = { refusal: { kind: 'shut', text: '554 blocked', retryAfterMs: 7_200_000 } } as const;
    const lesson = learn(state, 's', refused('shut', shut), limits, nowMs);
    expect(lesson).toMatchObject({ law: { mode: 'stopped', cause: 'shut' }, blockedUntilMs: nowMs + 7_200_000 });
    // What the others hear then is the same cause.
    const stopped = stateOf({ ...lesson?.law, mode: 'stopped' }, ['a', 'b']);
    expect(learn(stopped, 'a', refused('shut', { ...shut, epoch: state.law.epoch }), limits, nowMs)).toBeNull();
  });

  it('takes the second stop for messages as a rate that is not named, the first one not', () => {
    const first = learn(stateOf({}, ['s']), 's', refused('messages'), limits, nowMs);
    expect(first?.law).toMatchObject({ mode: 'stopped', cause: 'messages', windowMs: 0 });
    const stopped = stateOf(first?.law ?? {}, ['s']);
    const again = learn(stopped, 's', { ...accepted, epoch: stopped.law.epoch }, limits, nowMs + 5_000);
    expect(again?.law).toMatchObject({ mode: 'open', windowMs: nowMs + 5_000, intervalUs: 0 });
    const open = stateOf(again?.law ?? {}, ['s', 't']);
    const second = learn(open, 's', refused('messages', { epoch: open.law.epoch }), limits, nowMs + 9_000);
    expect(second?.law).toMatchObject({ mode: 'stopped', cause: 'rate' });
  });
});

describe('learning a slow rate', () => {
  const perMinuteUs = 60_000_000;

  it('knows no window as long as few messages are all that it knows, whatever is on trial', () => {
    const onTrial = { intervalUs: perMinuteUs, safeUs: 1.1 * perMinuteUs, ceilingUs: perMinuteUs };
    const stopped = stateOf({ mode: 'stopped', cause: 'rate', ...onTrial }, ['probe'], { accepted: 3 });
    expect(learn(stopped, 'probe', accepted, limits, nowMs)?.law).toMatchObject({ mode: 'open', windowMs: 0 });
  });

  it('judges a raise by ten messages at least', () => {
    const inUse = { intervalUs: perMinuteUs, ceilingUs: perMinuteUs };
    const state = stateOf(inUse, ['s'], { tatUs: (nowMs + 1_000) * 1000 });
    const law = learn(state, 's', { ...accepted, isProbe: false }, limits, nowMs)?.law;
    expect(law?.intervalUs).toBeLessThan(perMinuteUs);
    expect(law?.raiseAtMs).toBe(nowMs + Math.ceil((10 * (law?.intervalUs ?? 0)) / 1000));
  });
});

describe('appointments', () => {
  it('are given from now on again when the ceiling by which they were spaced turns out to be gone', () => {
    const probing = stateOf({ slotLimit: 2, slotCeiling: 3 }, ['a', 'b', 'probe'], { nextMs: nowMs + 500_000 });
    const plan = planLesson(probing, 'probe', accepted, limits, nowMs, []);
    const found = applyWrite(probing, plan ?? { when: [], then: [] }).state;
    expect(found).toMatchObject({ nextMs: nowMs, law: { slotLimit: 3, slotCeiling: null } });
    // Below a ceiling each step is small, and what was given stands.
    const growing = { ...probing, law: { ...probing.law, slotCeiling: 9 } };
    const step = planLesson(growing, 'probe', accepted, limits, nowMs, []);
    expect(applyWrite(growing, step ?? { when: [], then: [] }).state).toMatchObject({ nextMs: nowMs + 500_000 });
  });

  it('are spaced by the rate so far while a rate is exhausted', () => {
    const stopped: Partial<Law> = { mode: 'stopped', cause: 'rate', sinceMs: 0 };
    expect(messageSpacingMs(stateOf(stopped, [], { accepted: 100 }), limits, nowMs)).toBe(10_000);
    expect(messageSpacingMs(stateOf({ ...stopped, cause: 'busy' }, [], { accepted: 100 }), limits, nowMs)).toBe(100);
  });

  it('lie at the far end where all places are given and what is known is old, else anywhere before it', () => {
    const block = { freeAtMs: nowMs, spacingMs: 1_000, messages: 1 };
    const at = (knownSinceMs: number) => {
      const state = stateOf({ intervalUs: 1_000_000, knownSinceMs }, [], { nextMs: nowMs + 900_000 });
      return planAppointment(state, block, limits, nowMs, () => 0);
    };
    expect(at(0)).toEqual({ fromMs: nowMs + 801_000, toMs: nowMs + 890_000, write: null });
    expect(at(nowMs - 100_000)).toEqual({ fromMs: nowMs, toMs: nowMs + 150_000, write: null });
  });

  it('take one hop where the site may be free by then, and are spread where it cannot be', () => {
    const at = (freeAtMs: number) => {
      const state = stateOf({ intervalUs: 1_000_000, knownSinceMs: 0 }, [], { nextMs: nowMs + 1e9 });
      return planAppointment(state, { freeAtMs, spacingMs: 1_000, messages: 1 }, limits, nowMs, () => 0);
    };
    expect(at(nowMs + 600_000)).toMatchObject({ fromMs: nowMs + 801_000, toMs: nowMs + 890_000 });
    const hourMs = 3_600_000;
    expect(at(nowMs + hourMs)).toMatchObject({ fromMs: nowMs + hourMs + 801_000, toMs: nowMs + hourMs + 890_000 });
  });
});
