import { expect, it } from 'vitest';
import { holdAt } from '#shared/bucket/hold.ts';
import { voiceOf } from '#shared/bucket/voice.ts';
import { hear } from '#shared/bucket/word-hold.ts';

const nowMs = 1_000_000;

it.each([
  ['mx:mx.a.evil.example', 'evil.example'],
  ['mx:mx1.evil.example+mx2.evil.example', 'evil.example'],
  ['gmail', 'gmail'],
  ['127.0.0.1:2525', '127.0.0.1:2525'],
])('%s speaks as %s', (site, voice) => {
  expect(voiceOf(site)).toBe(voice);
});

it('two names of one owner are one voice: they stop no egress, and hold no From-domain elsewhere', () => {
  const word = (site: string) => ({ site, isSure: false, reason: '550 5.7.25 no PTR', atLeastMs: 0 });
  const first = hear(null, word('mx:mx.a.evil.example'), nowMs).hold;
  expect(hear(first, word('mx:mx.b.evil.example'), nowMs)).toMatchObject({ isNew: false, hold: { untilMs: 0 } });
  expect(hear(first, word('mx:mx.good.example'), nowMs)).toMatchObject({ isNew: true });

  const hold = (site: string, lengthMs: number) => ({
    site,
    untilMs: nowMs + lengthMs,
    lengthMs,
    sinceMs: nowMs,
    reason: '550 5.7.26',
  });
  const [a, b, other] = [hold('mx:a.evil.example', 3_000), hold('mx:b.evil.example', 2_000), hold('gmail', 1_000)];
  expect(holdAt([a, b], 'mx:good.example', nowMs)).toBeNull();
  expect(holdAt([a, b], b.site, nowMs)).toBe(b);
  expect(holdAt([a, b, other], 'mx:good.example', nowMs)).toBe(other);
  expect(holdAt([a, b, other], b.site, nowMs)).toBe(b);
});
