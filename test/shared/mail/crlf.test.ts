import { describe, expect, it } from 'vitest';
import { withCrlf } from '#shared/mail/crlf.ts';

describe('withCrlf', () => {
  it.each([
    ['a\nb\n', 'a\r\nb\r\n'],
    ['a\rb', 'a\r\nb'],
    ['\n', '\r\n'],
    ['\r', '\r\n'],
    ['a\r\n\nb\r\r\n', 'a\r\n\r\nb\r\n\r\n'],
    ['é\n', 'é\r\n'],
  ])('mends %j', (wrong, right) => {
    expect(withCrlf(Buffer.from(wrong)).toString()).toBe(right);
  });

  it('gives right bytes back as they are', () => {
    for (const right of ['', 'a', '\r\n', 'a\r\n\r\nb\r\n']) {
      const bytes = Buffer.from(right);
      expect(withCrlf(bytes)).toBe(bytes);
    }
  });
});
