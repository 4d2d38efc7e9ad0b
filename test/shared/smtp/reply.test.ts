import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatReply, maxReplyText, parseReply, scrub } from '#shared/smtp/reply.ts';

describe('a reply', () => {
  it('is read from several lines, with the first enhanced status', () => {
    expect(parseReply('450-4.7.1 slow\r\n450 4.7.1 down', 'mail')).toEqual({
      code: 450,
      enhanced: '4.7.1',
      text: 'slow\ndown',
      command: 'mail',
    });
  });

  it('is read without an enhanced status and without a text', () => {
    expect(parseReply('421', 'connect')).toEqual({ code: 421, enhanced: null, text: '', command: 'connect' });
    expect(parseReply('550 no', 'rcpt')).toMatchObject({ code: 550, enhanced: null, text: 'no' });
  });

  it('keeps the line separators of Unicode as text', () => {
    expect(parseReply('550 5.1.1 no\u2028such user', 'rcpt')).toMatchObject({ code: 550, enhanced: '5.1.1' });
  });

  it('is null where no SMTP is spoken', () => {
    expect(parseReply('HTTP/1.1 400 Bad Request', 'connect')).toBeNull();
    expect(parseReply('', 'connect')).toBeNull();
  });

  it('holds no mail address and stays within its length, whatever it said', () => {
    expect(scrub('<a.b@c.test>: user a.b@c.test unknown')).toBe('<address>: user <address> unknown');
    expect(scrub('550 <"john doe"@example.com> or o\'brien@example.com')).toBe('550 <address> or <address>');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const parsed = parseReply(`550 5.1.1 ${text}`, 'rcpt');
        expect(parsed?.text.length ?? 0).toBeLessThanOrEqual(maxReplyText);
        expect(parsed?.text ?? '').not.toMatch(/[^\s<>"'(),:;@]+@[^\s<>"'(),:;@]+/);
      }),
    );
  });

  it('prints on one line', () => {
    expect(formatReply({ code: 450, enhanced: '4.7.1', text: 'slow\ndown', command: 'mail' })).toBe(
      '450 4.7.1 slow down',
    );
  });
});
