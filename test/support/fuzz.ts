import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { onTestFinished } from 'vitest';

/** How long each property is tried, ms; `npm run fuzz` makes it a minute. */
const fuzzMs = Number(process.env['FUZZ_SECONDS'] ?? 1.5) * 1_000;
const isLong = process.env['FUZZ_SECONDS'] !== undefined;
/** What hangs is ended by the test's own time-out, or, where it never lets go of the thread, by the end of its process. */
export const fuzzTimeoutMs = fuzzMs + 20_000;
const hangMs = fuzzTimeoutMs + 10_000;

/** CPU that one case may take, ms: what needs more is no longer answered while a queue waits. Most take a few. */
const maxCaseMs = 4_000;
/** Memory that the process may gain, MB: the longest inputs are some megabytes. */
const maxGainMb = 600;

/**
 * Tries a property with new cases until its time is up. `FUZZ_SEED` gives a run again; the seed is told where it fails, and by
 * a long run. Fails where a case takes too much CPU, or the process too much memory.
 */
export async function fuzz<Ts>(property: fc.IPropertyWithHooks<Ts> | fc.IAsyncPropertyWithHooks<Ts>): Promise<void> {
  const watchdog = new Worker(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), ${hangMs})`, { eval: true });
  onTestFinished(() => void watchdog.terminate());
  const seed = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const startMb = residentMb();
  let peakMb = startMb;
  let cases = 0;
  let slowestMs = 0;
  let before = process.cpuUsage();
  const begin = () => {
    before = process.cpuUsage();
  };
  const end = () => {
    cases++;
    const { user, system } = process.cpuUsage(before);
    slowestMs = Math.max(slowestMs, (user + system) / 1000);
    if (cases % 16 === 0) peakMb = Math.max(peakMb, residentMb());
    if (slowestMs > maxCaseMs) throw new Error(`a case took ${slowestMs.toFixed(0)} ms of CPU`);
  };
  const parameters = {
    seed,
    numRuns: Number.MAX_SAFE_INTEGER,
    interruptAfterTimeLimit: fuzzMs,
    markInterruptAsFailure: false,
  };
  if (property.isAsync()) {
    await fc.assert(
      (property as fc.IAsyncPropertyWithHooks<Ts>).beforeEach(async () => begin()).afterEach(async () => end()),
      parameters,
    );
  } else fc.assert((property as fc.IPropertyWithHooks<Ts>).beforeEach(begin).afterEach(end), parameters);
  const gainMb = peakMb - startMb;
  if (isLong) {
    console.log(
      `seed ${seed}: ${cases} cases, the slowest ${slowestMs.toFixed(0)} ms of CPU, memory + ${gainMb.toFixed(0)} MB`,
    );
  }
  if (gainMb > maxGainMb) throw new Error(`the process gained ${gainMb.toFixed(0)} MB (seed ${seed})`);
}

const residentMb = () => process.memoryUsage.rss() / 2 ** 20;

/** Text of these tokens in any order, each repeated up to `maxRepeat` times: what makes a parser slow is seldom short. */
export function longTextOf(tokens: readonly string[], maxRepeat = 20_000): fc.Arbitrary<string> {
  const run = fc
    .tuple(fc.constantFrom(...tokens), fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, fc.nat(maxRepeat)))
    .map(([token, times]) => token.repeat(times));
  return fc.array(run, { maxLength: 12 }).map((runs) => runs.join(''));
}
