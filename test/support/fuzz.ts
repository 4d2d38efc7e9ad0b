import fc from 'fast-check';

/** How long each property is tried, ms; `FUZZ_SECONDS=60` makes it a long run. */
const fuzzMs = Number(process.env['FUZZ_SECONDS'] ?? 1.5) * 1_000;

/** For `fc.assert`: new cases until the time is up. What hangs is ended by the test's own time-out. */
export const untilTimeIsUp = {
  numRuns: Number.MAX_SAFE_INTEGER,
  interruptAfterTimeLimit: fuzzMs,
  markInterruptAsFailure: false,
} as const;

export const fuzzTimeoutMs = fuzzMs + 20_000;

/** Text of these tokens in any order, each repeated up to `maxRepeat` times: what makes a parser slow is seldom short. */
export function longTextOf(tokens: readonly string[], maxRepeat = 20_000): fc.Arbitrary<string> {
  const run = fc
    .tuple(fc.constantFrom(...tokens), fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.nat(maxRepeat)))
    .map(([token, times]) => token.repeat(times));
  return fc.array(run, { maxLength: 12 }).map((runs) => runs.join(''));
}
