import { describe, expect, it } from 'vitest';
import { parseRate } from '#shared/bucket/limits.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';

const intervalUs = (rate: string) => siteLimits('a.test', { 'a.test': { rate } }).intervalUs;

describe('a rate that was told', () => {
  it.each([
    ['60/10s', 11_000_000 / 60],
    ['600/min', 61_000_000 / 600],
    ['1,000/h', 3_601_000],
    // A second more would cost these too much.
    ['30/5s', 5_000_000 / 30 / 0.98],
    ['1/s', 1_000_000 / 0.98],
  ])('%s is kept with room for the receiver’s clock and the network', (rate, us) => {
    expect(intervalUs(rate)).toBe(Math.ceil(us));
  });

  it.each(['60/10s', '7/11s', '5/12s', '600/min', '1,000/h'])(
    '%s: a window that lasts a second longer sees no more',
    (rate) => {
      const { messages, perMs } = parseRate(rate);
      // Of starts at 0, i, 2 i, … those before the window's end.
      expect(Math.ceil(((perMs + 1_000) * 1_000) / intervalUs(rate))).toBeLessThanOrEqual(messages);
    },
  );
});

it('limits come from what was told, else from the provider, else they are the cautious default', () => {
  expect(siteLimits('gmail', { gmail: { connections: 2 } })).toEqual({
    maxSlots: 2,
    intervalUs: 0,
    messagesPerConnection: 50,
  });
  expect(siteLimits('gmail', {})).toMatchObject({ maxSlots: 5, messagesPerConnection: 50 });
  expect(siteLimits('a.test', {})).toMatchObject({ maxSlots: 20, intervalUs: 0 });
});
