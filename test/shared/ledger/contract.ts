import { beforeEach, describe, expect, it } from 'vitest';
import type { DeliveryFacts, Ledger } from '#shared/ledger/ledger.ts';

let count = 0;

/** What every implementation of the ledger must do. */
export function describeLedger(name: string, create: () => Ledger): void {
  describe(`the ledger in ${name}`, () => {
    let ledger: Ledger;
    let facts: DeliveryFacts;

    beforeEach(() => {
      ledger = create();
      facts = {
        id: `delivery-${++count}`.padEnd(22, '-'),
        generation: 1,
        attempts: 1,
        lane: 'bulk',
        site: 'open.test',
        acceptedAtMs: 900,
        notes: [],
      };
    });

    const claimBy = (owner: string, generation = 1, untilMs = 2_000) =>
      ledger.claim({ ...facts, generation }, { owner, untilMs, nowMs: 1_000 });
    const recordNow = async () => (await ledger.read([facts.id])).get(facts.id);

    it('grants the first claim and refuses a second, with what it found', async () => {
      expect(await claimBy('a')).toEqual({ kind: 'written', doubts: 0 });
      expect(await claimBy('b')).toMatchObject({
        kind: 'refused',
        found: { state: 'sending', owner: 'a', untilMs: 2_000 },
      });
    });

    it('grants a claim again to the owner that holds it, whose first answer was lost', async () => {
      await claimBy('a');
      expect(await claimBy('a')).toEqual({ kind: 'written', doubts: 0 });
    });

    it('settles under the claim only, and tells the owner that repeats itself that it is done', async () => {
      await claimBy('a');
      const settle = (owner: string) =>
        ledger.settle(facts, { to: 'delivered', addDoubt: false }, { owner, nowMs: 1_100 });
      expect(await settle('b')).toMatchObject({ kind: 'refused', found: { state: 'sending' } });
      expect(await settle('a')).toEqual({ kind: 'written', doubts: 0 });
      expect(await settle('a')).toEqual({ kind: 'written', doubts: 0 });
      expect(await recordNow()).toMatchObject({ state: 'delivered', generation: 1, attempts: 1, site: 'open.test' });
    });

    it('refuses a claim on what is final', async () => {
      await claimBy('a');
      await ledger.settle(facts, { to: 'bounced', addDoubt: false }, { owner: 'a', nowMs: 1_100 });
      expect(await claimBy('b', 7)).toMatchObject({ kind: 'refused', found: { state: 'bounced' } });
    });

    it('moves a deferral on by a generation, and refuses the old copy', async () => {
      await claimBy('a');
      const waiting = { to: 'waiting', nextAttemptAtMs: 9_000, addDoubt: false } as const;
      await ledger.settle(facts, waiting, { owner: 'a', nowMs: 1_100 });
      expect(await recordNow()).toMatchObject({ state: 'waiting', generation: 2, nextAttemptAtMs: 9_000 });
      expect(await claimBy('b', 1)).toMatchObject({ kind: 'refused', found: { generation: 2 } });
      expect(await claimBy('c', 2)).toEqual({ kind: 'written', doubts: 0 });
    });

    it('settles without a claim what was refused before the dot, once', async () => {
      const waiting = { to: 'waiting', nextAttemptAtMs: 9_000, addDoubt: false } as const;
      expect(await ledger.settle(facts, waiting, { owner: null, nowMs: 1_000 })).toEqual({
        kind: 'written',
        doubts: 0,
      });
      expect(await ledger.settle(facts, waiting, { owner: null, nowMs: 1_000 })).toMatchObject({ kind: 'refused' });
      const expired = { to: 'expired', addDoubt: false } as const;
      expect(await ledger.settle({ ...facts, generation: 2 }, expired, { owner: null, nowMs: 1_000 })).toMatchObject({
        kind: 'written',
      });
    });

    it('does not settle without a claim while somebody is sending', async () => {
      await claimBy('a');
      const expired = { to: 'expired', addDoubt: false } as const;
      expect(await ledger.settle(facts, expired, { owner: null, nowMs: 1_000 })).toMatchObject({ kind: 'refused' });
    });

    it('turns a dead claim into a doubt, once, and leaves a live one alone', async () => {
      await claimBy('a');
      const dead = { id: facts.id, owner: 'a' };
      expect(await ledger.doubt(dead, 'resend', 1_999)).toMatchObject({ kind: 'refused' });
      expect(await ledger.doubt(dead, 'resend', 2_001)).toEqual({ kind: 'written', doubts: 1 });
      expect(await ledger.doubt(dead, 'resend', 2_001)).toMatchObject({ kind: 'refused' });
      expect(await recordNow()).toMatchObject({ state: 'waiting', generation: 1, doubts: 1 });
      expect(await claimBy('b')).toEqual({ kind: 'written', doubts: 1 });
    });

    it('holds a dead claim where the lane says so', async () => {
      await claimBy('a');
      await ledger.doubt({ id: facts.id, owner: 'a' }, 'hold', 2_001);
      expect(await recordNow()).toMatchObject({ state: 'in-doubt', doubts: 1 });
    });

    it('counts a doubt with a settle, once, however often the settle is repeated', async () => {
      await claimBy('a');
      const waiting = { to: 'waiting', nextAttemptAtMs: 9_000, addDoubt: true } as const;
      expect(await ledger.settle(facts, waiting, { owner: 'a', nowMs: 1_100 })).toEqual({ kind: 'written', doubts: 1 });
      expect(await ledger.settle(facts, waiting, { owner: 'a', nowMs: 1_100 })).toEqual({ kind: 'written', doubts: 1 });
    });

    it('holds a cancellation against what was accepted before it, and not against what is accepted later', async () => {
      const cancelled = { to: 'cancelled', addDoubt: false } as const;
      await ledger.settle(facts, cancelled, { owner: null, nowMs: 1_000 });
      expect(await claimBy('a')).toMatchObject({ kind: 'refused', found: { state: 'cancelled' } });
      facts = { ...facts, acceptedAtMs: 1_001 };
      expect(await claimBy('b')).toEqual({ kind: 'written', doubts: 0 });
    });

    it('keeps notes through a claim and shows them', async () => {
      const note = { atMs: 1, attempt: 1, host: 'h', reply: null, error: 'lost', rule: 'r', kind: 'busy' };
      await ledger.claim({ ...facts, notes: [note] }, { owner: 'a', untilMs: 2_000, nowMs: 1_000 });
      expect((await recordNow())?.notes).toEqual([note]);
    });

    it('reads only what exists', async () => {
      await claimBy('a');
      expect([...(await ledger.read([facts.id, 'x'.repeat(22)])).keys()]).toEqual([facts.id]);
    });
  });
}
