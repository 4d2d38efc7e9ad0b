import { expect, it } from 'vitest';
import { createRefusals, type Refusal } from '#functions/deliver/refusals.ts';
import { parseReply } from '#shared/smtp/reply.ts';

const refusal = (changes: Partial<Refusal> = {}): Refusal => ({
  site: 'a.test',
  host: 'mx.a.test',
  fromDomain: 'sender.test',
  reply: parseReply('554 5.7.1 no', 'rcpt'),
  error: null,
  rule: 'address-listed',
  kind: 'blocked',
  scope: 'site',
  untilMs: null,
  isEverywhere: false,
  ...changes,
});

it('gathers refusals of one kind, rule and cause, and gives them once', () => {
  let nowMs = 0;
  const refusals = createRefusals(() => ++nowMs);
  for (const untilMs of [null, 50, 40]) refusals.note(refusal({ untilMs, scope: 'host' }));
  refusals.note(refusal({ rule: 'address-blocked' }));
  // Whose mail it was is of no matter at a site, and all that matters for a From-domain.
  refusals.note(refusal({ fromDomain: 'other.test' }));
  for (const fromDomain of ['sender.test', 'other.test']) {
    refusals.note(refusal({ kind: 'authentication', scope: 'from-domain', fromDomain }));
  }
  expect(refusals.take()).toMatchObject([
    { scope: 'site', rule: 'address-listed', count: 4, firstAtMs: 1, lastAtMs: 5, untilMs: 50, fromDomain: null },
    { scope: 'site', rule: 'address-blocked', count: 1 },
    { scope: 'from-domain', fromDomain: 'sender.test', count: 1 },
    { scope: 'from-domain', fromDomain: 'other.test', count: 1 },
  ]);
  expect(refusals.take()).toEqual([]);
});

it('keeps the first text and the last ones, bounded and without addresses, whatever was read', () => {
  let nowMs = 0;
  const refusals = createRefusals(() => ++nowMs);
  for (let nth = 1; nth <= 5; nth++) {
    refusals.note(refusal({ reply: null, error: `attempt ${nth} for ada@receiver.test ${'x'.repeat(2_000)}` }));
  }
  const [group] = refusals.take();
  expect(group?.replies.map(({ atMs }) => atMs)).toEqual([1, 4, 5]);
  expect(group?.replies[0]?.text).toMatch(/^attempt 1 for <address> x+$/);
  expect(group?.replies.every(({ text }) => text.length <= 400)).toBe(true);
});
