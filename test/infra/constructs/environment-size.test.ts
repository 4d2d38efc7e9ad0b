import { expect, test } from 'vitest';
import { config } from '#infra/config.ts';
import { ConfigError, type Config } from '#infra/config/resolve-config.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { synthesise } from '#test/infra/support/synthesise.ts';

/** What is said of it; empty where it can be deployed. */
function refusal(changed: Config, stage = 'prod'): string {
  try {
    synthesise({ stage, config: changed });
    return '';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const { bulk } = config.lanes;
if (!bulk) throw new Error('the shipped configuration has a lane "bulk"');

/** So many lanes of one egress. */
const withLanes = (count: number): Config => ({
  ...config,
  lanes: Object.fromEntries(Array.from({ length: count }, (_, n) => [`newsletter-${'abcdefghijklmnop'[n]}`, bulk])),
  defaultLane: 'newsletter-a',
});

const numbered = Array.from({ length: 60 }, (_, n) => [`receiver-${n}.example`, { connections: 5 }]);
const withLimits = { ...direct, limits: Object.fromEntries(numbered) };

test('ten lanes fit into the environment of the submit function; sixteen do not, and the lanes are named', () => {
  expect(refusal(withLanes(10))).toBe('');
  expect(refusal(withLanes(16))).toMatch(
    /^the configuration is wrong:\n {2}lanes: the variables of the submit function have \d+ bytes, and Lambda takes 4096; state fewer or shorter lanes \(\d+ bytes\)$/,
  );
});

test('limits that do not fit are told for each function, and a local run takes them', () => {
  const lines = refusal(withLimits).split('\n');
  expect(lines.slice(1)).toEqual(
    ['submit', 'deliver-transactional', 'deliver-bulk', 'deliver-offers'].map((name) =>
      expect.stringMatching(`^  limits: the variables of the ${name} function .* shorter limits \\(\\d+ bytes\\)`),
    ),
  );
  expect(refusal(withLimits, 'local')).toBe('');
});

test('a warm-up day by day may be too long, and the same as growth is not', () => {
  const [first, ...others] = direct.egresses;
  if (!first) throw new Error('the example has an egress');
  const withWarmUp = (warmUp: object): Config => ({ ...direct, egresses: [{ ...first, warmUp }, ...others] as never });
  const start = { startDate: '2026-12-01', timeZone: 'UTC' };
  const dailyCaps = Array.from({ length: 700 }, (_, day) => 1_000 + day);
  expect(refusal(withWarmUp({ ...start, dailyCaps }))).toMatch(
    /egresses: .*a long warm-up as firstDay, growth and until/,
  );
  expect(refusal(withWarmUp({ ...start, firstDay: 50, growth: 1.2, until: 50_000 }))).toBe('');
});
