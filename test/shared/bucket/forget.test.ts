import { expect, it } from 'vitest';
import { applyWrite } from '#shared/bucket/apply.ts';
import { forget } from '#shared/bucket/forget.ts';
import { initialLaw } from '#shared/bucket/law.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';

const learned: BucketState = {
  ...initialState(1_000),
  tatUs: 9_000_000,
  nextMs: 8_000,
  urgentNextMs: 7_000,
  slots: { live: 60_000 },
  blockedUntilMs: 50_000,
  accepted: 40,
  day: 20_261_124,
  dayMessages: 30,
  version: 12,
  law: { ...initialLaw(1_000), mode: 'stopped', cause: 'rate', epoch: 7, slotLimit: 5, slotCeiling: 6, intervalUs: 99 },
};

it('forgets the law, and keeps slots, emission times, appointments and the count of the day', () => {
  const result = applyWrite(learned, forget(learned, 5_000));
  expect(result).toEqual({
    kind: 'written',
    // A new epoch: what is still to be heard of earlier grants teaches nothing.
    state: {
      ...learned,
      law: { ...initialLaw(5_000), epoch: 8 },
      blockedUntilMs: 0,
      accepted: 0,
      version: 13,
    },
  });
});

it('is refused where the bucket learned something meanwhile', () => {
  expect(applyWrite({ ...learned, version: 13 }, forget(learned, 5_000)).kind).toBe('refused');
});
