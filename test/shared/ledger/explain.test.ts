import { describe, expect, it } from 'vitest';
import { explain } from '#shared/ledger/explain.ts';
import type { AttemptNote } from '#shared/ledger/record.ts';
import { parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { aRecord } from './memory-reader.ts';

const nowMs = Date.parse('2026-11-23T09:00:00Z');
const minuteMs = 60_000;
const accepted = { acceptedAtMs: nowMs - 90 * minuteMs };

function note(changes: Partial<AttemptNote>, raw?: string, command: SmtpCommand = 'rcpt'): AttemptNote {
  return {
    atMs: nowMs - 60 * minuteMs,
    attempt: 1,
    host: 'mx1.receiver.test',
    reply: raw === undefined ? null : parseReply(raw, command),
    error: null,
    rule: 'accepted',
    kind: 'accepted',
    ...changes,
  };
}

describe('explaining a delivery', () => {
  it('tells the whole story of one that was deferred and then delivered', () => {
    const story = explain(
      aRecord('x', {
        generation: 2,
        attempts: 2,
        updatedAtMs: nowMs - 55 * minuteMs,
        notes: [
          note({ rule: 'too-many-connections', kind: 'connections' }, '421 4.7.0 too many connections', 'connect'),
          note({ atMs: nowMs - 55 * minuteMs, attempt: 2 }, '250 2.0.0 queued as 4711', 'dot'),
        ],
      }),
      accepted,
      nowMs,
    );
    expect(story).toEqual([
      'It was accepted at 2026-11-23 07:30:00 UTC (1 h 30 min ago).',
      'It belongs to lane bulk and is counted to site gmail.',
      '2026-11-23 08:00:00 UTC: attempt 1 to mx1.receiver.test: the connection was answered "421 4.7.0 too many connections". ' +
        'Rule too-many-connections matched (connections): too many connections are open to this site.',
      '2026-11-23 08:05:00 UTC: attempt 2 to mx1.receiver.test: the end of the message was answered "250 2.0.0 queued as 4711": accepted.',
      'It is delivered: the receiver took responsibility for it at 2026-11-23 08:05:00 UTC, after 2 attempts.',
    ]);
  });

  it('says that no such delivery is known', () => {
    expect(explain(null, null, nowMs)).toEqual([expect.stringContaining('No delivery of this id is known')]);
  });

  it('says of one accepted and not yet attempted where its copy is', () => {
    const story = explain(null, accepted, nowMs);
    expect(story[0]).toContain('accepted at 2026-11-23 07:30:00 UTC');
    expect(story[1]).toContain('ready queue');
  });

  it('says what it waits for and until when', () => {
    const story = explain(
      aRecord('x', { state: 'waiting', generation: 3, nextAttemptAtMs: nowMs + 12 * minuteMs + 5_000 }),
      accepted,
      nowMs,
    );
    expect(story.at(-1)).toBe(
      'It waits in the retry queue for its next attempt: generation 3, due at 2026-11-23 09:12:05 UTC (in 12 min 5 s).',
    );
  });

  it('says that the next attempt is late', () => {
    const story = explain(aRecord('x', { state: 'waiting', nextAttemptAtMs: nowMs - minuteMs }), null, nowMs);
    expect(story.at(-1)).toContain('late (1 min ago)');
  });

  it('says who holds the claim, and that a dead claim becomes a doubt', () => {
    const sending = { state: 'sending', owner: 'k3f9' } as const;
    const live = explain(aRecord('x', { ...sending, untilMs: nowMs + 40_000 }), null, nowMs);
    expect(live.at(-1)).toBe('It is being sent: session k3f9 holds its claim until 2026-11-23 09:00:40 UTC (in 40 s).');
    const dead = explain(aRecord('x', { ...sending, untilMs: nowMs - 40_000 }), null, nowMs);
    expect(dead.join('\n')).toMatch(/k3f9 held its claim until .* ended without booking a reply[^]*doubt/);
  });

  it.each([
    ['delivered', 'up to 3 copies'],
    ['waiting', 'up to 2 copies'],
    ['in-doubt', 'up to 2 copies'],
  ] as const)('says of two doubts, when %s, how many copies the receiver may hold: %s', (state, copies) => {
    const story = explain(aRecord('x', { state, doubts: 2 }), null, nowMs);
    expect(story.at(-1)).toContain(copies);
  });

  it('says that no reply was read, and why', () => {
    const lost = note({ rule: 'lost-connection', kind: 'busy', error: 'ECONNRESET' });
    const story = explain(aRecord('x', { state: 'waiting', notes: [lost] }), null, nowMs);
    expect(story[1]).toContain('attempt 1 to mx1.receiver.test: no reply was read (ECONNRESET). Rule lost-connection');
  });

  it('does not count the give-up as an attempt', () => {
    const end = note({ rule: 'give-up-time', kind: 'expired', host: null, attempt: 4, error: 'late' }, '421 busy');
    const story = explain(aRecord('x', { state: 'expired', attempts: 3, notes: [end] }), null, nowMs);
    expect(story.join('\n')).toContain('its give-up time had passed, so it was not tried again');
    expect(story.join('\n')).not.toContain('attempt 4');
  });

  it('says that earlier attempts are forgotten', () => {
    const notes = [3, 4, 5].map((attempt) => note({ attempt }, '451 later'));
    expect(explain(aRecord('x', { state: 'bounced', attempts: 5, notes }), null, nowMs).join('\n')).toContain(
      'keeps the last 3 attempts',
    );
    expect(
      explain(aRecord('x', { notes: notes.slice(0, 1).map((n) => ({ ...n, attempt: 1 })) }), null, nowMs).join('\n'),
    ).not.toContain('forgotten');
  });

  it.each(['bounced', 'expired', 'cancelled', 'in-doubt'] as const)('has a sentence for the end %s', (state) => {
    const story = explain(aRecord('x', { state, updatedAtMs: nowMs }), null, nowMs).join(' ');
    expect(story).toMatch(/(bounced at|expired at|cancelled at|in doubt since) 2026-11-23 09:00:00 UTC/);
  });
});
