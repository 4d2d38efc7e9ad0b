import { describe, expect, it } from 'vitest';
import { attentionKinds, meetAgain, mendedAfterMs, needsAttention, periodMs } from '#shared/attention/attention.ts';
import { contactOf } from '#shared/attention/contact.ts';
import { providers } from '#shared/providers/catalog.ts';
import { anAttention } from './an-attention.ts';

const reply = (atMs: number) => ({ atMs, text: `554 number ${atMs}` });

describe('a cause that is met again', () => {
  it('adds to what is known, keeps the first reply and the last ones, and is told once a day', () => {
    const met = [];
    let known = null;
    for (const atMs of [0, 1_000, periodMs - 1, periodMs, periodMs + 1]) {
      const seen = anAttention({
        count: 2,
        firstAtMs: atMs,
        lastAtMs: atMs,
        replies: [reply(atMs)],
        untilMs: atMs + 5,
      });
      const { attention, isTold } = meetAgain(known, seen, atMs);
      known = attention;
      met.push([isTold, attention.count]);
    }
    expect(met).toEqual([
      [true, 2],
      [false, 4],
      [false, 6],
      [true, 8],
      [false, 10],
    ]);
    expect(known).toMatchObject({ firstAtMs: 0, lastAtMs: periodMs + 1, untilMs: periodMs + 6, toldAtMs: periodMs });
    expect(known?.replies).toEqual([reply(0), reply(periodMs), reply(periodMs + 1)]);
  });

  it('is new when it was not met for so long that it had been mended', () => {
    const known = anAttention({ count: 9, replies: [reply(1)] });
    const atMs = known.lastAtMs + mendedAfterMs;
    const seen = anAttention({ firstAtMs: atMs, lastAtMs: atMs, replies: [reply(atMs)] });
    const { attention, isTold } = meetAgain(known, seen, atMs);
    expect(isTold).toBe(true);
    expect(attention).toMatchObject({ count: 1, firstAtMs: atMs, replies: [reply(atMs)] });
  });

  it('is of the three kinds that a human can mend', () => {
    expect(attentionKinds.every(needsAttention)).toBe(true);
    expect(['rate', 'busy', 'content', 'no-such-recipient', ''].some(needsAttention)).toBe(false);
  });
});

describe('the contact', () => {
  it('is the provider’s, by site or by host', () => {
    for (const { name, postmaster, sampleHosts } of providers) {
      const { source: _source, date: _date, ...contact } = postmaster;
      expect(contactOf(name, null)).toEqual(contact);
      expect(contactOf('mx:whatever', sampleHosts[0] ?? '')).toEqual(contact);
    }
  });

  it.each([
    ['mx1.mail.example.co.uk', { address: 'postmaster@example.co.uk' }],
    ['mx.example.org', { address: 'postmaster@example.org' }],
    ['192.0.2.1', null],
    [null, null],
  ])('of a host %s that is no provider’s is %j', (host, contact) => {
    expect(contactOf('mx:site', host)).toEqual(contact);
  });
});
