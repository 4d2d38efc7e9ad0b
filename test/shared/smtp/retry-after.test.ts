import { describe, expect, it } from 'vitest';
import { normaliseText } from '#shared/smtp/normalise.ts';
import { retryAfter } from '#shared/smtp/retry-after.ts';

const minuteMs = 60_000;

describe('the time that a reply asks for', () => {
  it.each([
    ['Please try again in 5 minutes', 5 * minuteMs],
    ['Greylisted for 300 seconds', 5 * minuteMs],
    ['retry in 2 hours', 120 * minuteMs],
    ['try again in 99999 hours', 1440 * minuteMs],
    ['wait 300 seconds', 5 * minuteMs],
    ['retry=300s', 5 * minuteMs],
    ['Greylisting in action, please come back in 00:04:59', 299_000],
    ['Bitte in 5 Minuten erneut versuchen', 5 * minuteMs],
    ['Bitte warten Sie 2 Stunden', 120 * minuteMs],
    ['réessayez dans 10 minutes', 10 * minuteMs],
    ['intente de nuevo en 15 minutos', 15 * minuteMs],
    ['tente novamente em 1 hora', 60 * minuteMs],
    ['riprovare tra 30 secondi', 30_000],
    ['spróbuj ponownie za 5 minut', 5 * minuteMs],
    ['повторите через 5 минут', 5 * minuteMs],
    ['请5分钟后重试', 5 * minuteMs],
    ['10分後に再送してください', 10 * minuteMs],
    ['try again later', 0],
    ['error 4711 minutes of meeting', 0],
    ['Too many messages: 100 in 10 minutes', 0],
    ['retry after 12:30:00 UTC', 0],
    ['see https://example.org/retry/5minutes-of-fame', 0],
  ])('in "%s"', (text, ms) => {
    expect(retryAfter(normaliseText(text))).toBe(ms);
  });
});
