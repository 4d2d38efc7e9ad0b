import { expect, it } from 'vitest';
import { dueAtMs } from '#shared/mail/due-at.ts';

const hourMs = 3_600_000;

it.each([
  { what: 'mail of now waits since it was accepted', expiresAtMs: 1_000 + 4 * hourMs, dueMs: 1_000 },
  { what: 'mail for later waits since that time', expiresAtMs: 1_000 + 6 * hourMs, dueMs: 1_000 + 2 * hourMs },
  { what: 'mail with an earlier end waits since it was accepted', expiresAtMs: 1_000 + hourMs, dueMs: 1_000 },
])('$what', ({ expiresAtMs, dueMs }) => {
  expect(dueAtMs({ acceptedAtMs: 1_000, expiresAtMs }, 4 * hourMs)).toBe(dueMs);
});
