import { describe, expect, it } from 'vitest';
import { planAppointment } from '#shared/bucket/appointment.ts';
import { applyWrite } from '#shared/bucket/apply.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import { messageSpacingMs } from '#shared/bucket/spacing.ts';
import type { Law } from '#shared/bucket/law.ts';
import { type BucketState, initialState } from '#shared/bucket/state.ts';
import { statusOf } from '#shared/bucket/status.ts';

const nowMs = 1_000_000_000;
const limits: FixedLimits = { maxSlots: 20, intervalUs: 0, messagesPerConnection: 1_000 };

function stateWith({ law, ...changes }: Partial<Omit<BucketState, 'law'>> & { law?: Partial<Law> } = {}): BucketState {
  const state = initialState(nowMs - 3_600_000);
  return { ...state, ...changes, law: { ...state.law, ...law } };
}

const at = (state: BucketState, atMs = nowMs) => ({ state, atMs });

describe('the status of a site', () => {
  it('that was never used shows its first connections and no rate', () => {
    expect(statusOf(at(initialState(nowMs)), limits)).toEqual({
      mode: 'open',
      cause: null,
      sinceMs: nowMs,
      blockedUntilMs: null,
      rate: { used: null, limit: null, ceiling: null },
      slots: { used: 0, limit: 2, ceiling: null },
      perConnection: null,
      day: null,
      taughtBy: null,
      taughtAtMs: null,
      paced: { messages: 0, isAtLeast: false },
      etaMs: null,
    });
  });

  it('counts leases that live, and shows the smaller of the told and the learned limit', () => {
    const state = stateWith({
      slots: { live: nowMs + 1, dead: nowMs - 1 },
      law: { slotLimit: 7, slotCeiling: 8, intervalUs: 100_000, ceilingUs: 90_000, perConnection: 20 },
    });
    expect(statusOf(at(state), limits)).toMatchObject({
      slots: { used: 1, limit: 7, ceiling: 8 },
      rate: { limit: 10, ceiling: 1_000_000 / 90_000 },
      perConnection: 20,
    });
    expect(statusOf(at(state), { ...limits, maxSlots: 5, intervalUs: 1_000_000 })).toMatchObject({
      slots: { limit: 5 },
      rate: { limit: 1 },
    });
    expect(statusOf(at(state), { ...limits, maxSlots: Infinity }).slots.limit).toBeNull();
  });

  it.each<[string, Partial<Law>, object]>([
    [
      'a stop: since when, why, and until when',
      {
        mode: 'stopped',
        cause: 'rate',
        stoppedAtMs: nowMs - 5_000,
        taughtBy: '450 too much mail',
        taughtAtMs: nowMs - 1,
      },
      {
        mode: 'stopped',
        cause: 'rate',
        sinceMs: nowMs - 5_000,
        blockedUntilMs: nowMs + 9_000,
        taughtBy: '450 too much mail',
        taughtAtMs: nowMs - 1,
      },
    ],
    [
      'care: since the last refusal',
      { mode: 'careful', cause: 'connections', refusedAtMs: nowMs - 700 },
      { mode: 'careful', cause: 'connections', sinceMs: nowMs - 700, blockedUntilMs: nowMs + 9_000 },
    ],
    ['no block while it is open', { knownSinceMs: nowMs - 70 }, { sinceMs: nowMs - 70, blockedUntilMs: null }],
  ])('tells of %s', (_what, law, expected) => {
    expect(statusOf(at(stateWith({ blockedUntilMs: nowMs + 9_000, law })), limits)).toMatchObject(expected);
  });

  it('counts the rate in use between two looks, unless the count began anew', () => {
    const before = at(stateWith({ accepted: 100 }), nowMs - 5_000);
    const used = (state: BucketState) => statusOf(at(state), limits, before).rate.used;
    expect(used(stateWith({ accepted: 130 }))).toBe(6);
    expect(used(stateWith({ accepted: 100 }))).toBe(0);
    expect(used(stateWith({ accepted: 3 }))).toBeNull();
    expect(used(stateWith({ accepted: 130, law: { sinceMs: nowMs - 1_000 } }))).toBeNull();
    expect(statusOf(at(stateWith({ accepted: 130 }), before.atMs), limits, before).rate.used).toBeNull();
  });

  it('shows a day of a warm-up, and that all waits for the next where it is used up', () => {
    const day = { day: 20_261_124, messages: 500, endsAtMs: nowMs + 3_600_000 };
    const capped = { ...limits, day, intervalUs: 100_000 };
    const used = stateWith({ day: 20_261_124, dayMessages: 500, nextMs: day.endsAtMs + 5_000 });
    expect(statusOf(at(used), capped)).toMatchObject({
      day: { granted: 500, cap: 500, endsAtMs: day.endsAtMs },
      // Appointments of 5 s, twice as dense as the messages go.
      paced: { messages: 100, isAtLeast: false },
      etaMs: 3_600_000 + 10_000,
    });
    const yesterday = stateWith({ day: 20_261_123, dayMessages: 400 });
    expect(statusOf(at(yesterday), capped).day).toMatchObject({ granted: 0 });
  });
});

describe('the paced mail of a site', () => {
  /** Refuses blocks of ten until so many messages have appointments; the state then, and how many that are. */
  function refuse(start: BucketState, messages: number, freeAtMs = nowMs) {
    const spacingMs = messageSpacingMs(start, limits, nowMs);
    let state = start;
    for (let given = 0; given < messages; given += 10) {
      const { write } = planAppointment(state, { freeAtMs, spacingMs, messages: 10 }, limits, nowMs, () => 0);
      if (write) state = applyWrite(state, write).state ?? state;
    }
    return state;
  }

  it.each([10, 50, 200])('is told from the appointments that %i messages were given', (messages) => {
    const start = stateWith({ law: { intervalUs: 200_000, serviceMs: 200 } });
    const { paced, etaMs } = statusOf(at(refuse(start, messages)), limits);
    expect(paced).toEqual({ messages, isAtLeast: false });
    expect(etaMs).toBe(messages * 200);
  });

  it('is at least so much where appointments reach no further', () => {
    const { paced } = statusOf(at(refuse(stateWith({ law: { intervalUs: 200_000 } }), 200_000)), limits);
    expect(paced.isAtLeast).toBe(true);
    expect(paced.messages).toBeGreaterThan(1_000);
    expect(paced.messages).toBeLessThan(200_000);
  });

  it('begins when a stop ends', () => {
    const stopped = stateWith({
      blockedUntilMs: nowMs + 20_000,
      law: { mode: 'stopped', cause: 'busy', intervalUs: 200_000, stoppedAtMs: nowMs - 1_000 },
    });
    const status = statusOf(at(refuse(stopped, 50, nowMs + 20_000)), limits);
    expect(status).toMatchObject({ paced: { messages: 50 }, etaMs: 20_000 + 50 * 200 });
  });

  it('counts urgent mail with an appointment, not what waits in place', () => {
    const law = { intervalUs: 200_000 };
    expect(statusOf(at(stateWith({ urgentUntilMs: nowMs + 2_000, law })), limits).paced.messages).toBe(0);
    expect(statusOf(at(stateWith({ urgentNextMs: nowMs + 4_000, law })), limits).paced.messages).toBe(40);
  });
});
