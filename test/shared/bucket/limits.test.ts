import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLimits, formatRate, parseLimits, parseRate, siteLimitsSchema } from '#shared/bucket/limits.ts';

const count = fc.integer({ min: 1, max: 5_000_000 });
const rate = fc
  .record({
    messages: count,
    every: fc.integer({ min: 1, max: 5_000 }),
    unitMs: fc.constantFrom(1, 1e3, 6e4, 36e5, 864e5),
  })
  .map(({ messages, every, unitMs }) => ({ messages, perMs: every * unitMs }));

describe('limits as text', () => {
  it.each([
    ['5 connections', { connections: 5 }],
    ['1 connection', { connections: 1 }],
    ['60/10s', { rate: '60/10s' }],
    ['1,000/h', { rate: '1,000/h' }],
    ['1000 / h', { rate: '1,000/h' }],
    ['100/60s', { rate: '100/min' }],
    ['50 per connection', { messagesPerConnection: 50 }],
    ['1 message per connection', { messagesPerConnection: 1 }],
  ])('%s', (text, limits) => {
    expect(parseLimits([text])).toEqual(limits);
    expect(siteLimitsSchema.parse(text)).toEqual(limits);
  });

  it('print as they are read, and read as they are printed', () => {
    const limits = fc.record(
      {
        connections: fc.integer({ min: 1, max: 1000 }),
        rate: rate.map(formatRate),
        messagesPerConnection: count,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(limits, (told) => {
        const texts = formatLimits(told);
        expect(parseLimits(texts)).toEqual(told);
        expect(parseLimits(texts.toReversed())).toEqual(told);
        expect(siteLimitsSchema.parse(texts)).toEqual(told);
        expect(siteLimitsSchema.parse(told)).toEqual(told);
        expect(formatLimits(parseLimits(texts))).toEqual(texts);
      }),
    );
  });

  it('print each rate so that it is the same when read again', () => {
    fc.assert(
      fc.property(rate, (told) => {
        expect(parseRate(formatRate(told))).toEqual(told);
      }),
    );
    expect(formatRate({ messages: 1_234_567, perMs: 3_600_000 })).toBe('1,234,567/h');
    expect(formatRate({ messages: 5, perMs: 1_500 })).toBe('5/1500ms');
  });

  it.each([
    [['fast'], 'limit "fast" cannot be read; write "5 connections", "60/10s", "1,000/h" or "50 per connection"'],
    [['5'], 'limit "5" cannot be read; write'],
    [['0 connections'], 'limit "0 connections" cannot be read'],
    [['1,00 connections'], 'limit "1,00 connections" cannot be read'],
    [['-5 connections'], 'limit "-5 connections" cannot be read'],
    [['2000 connections'], 'limit "2000 connections" is too high; use at most 1000 connections'],
    [['60/fortnight'], 'rate "60/fortnight" is not of the form "60/10s", "1,000/h" or "5/s"'],
    [['0/s'], 'rate "0/s" is not of the form'],
    [['1/0s'], 'rate "1/0s" is not of the form'],
    [['10,00/h'], 'rate "10,00/h" is not of the form'],
    [['5 connections', '60/10s', '1 connection'], 'limit "1 connection" is the second of its kind'],
    [['5/s', '60/10s'], 'limit "60/10s" is the second of its kind in "5/s, 60/10s"; state each kind once'],
  ])('%j is refused, and what would be right is said', (texts, message) => {
    expect(() => parseLimits(texts)).toThrow(message);
    expect(siteLimitsSchema.safeParse(texts).error?.issues).toEqual([
      expect.objectContaining({ path: [], message: expect.stringContaining(message) }),
    ]);
  });

  it('a rate among the fields is checked too', () => {
    expect(siteLimitsSchema.safeParse({ rate: '60' }).error?.issues).toEqual([
      expect.objectContaining({ path: ['rate'], message: expect.stringContaining('rate "60" is not of the form') }),
    ]);
  });
});
