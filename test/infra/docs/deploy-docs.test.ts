import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { assumptions } from '#infra/docs/cost-model.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { readResources } from '../support/read-resources.ts';
import { synthesise } from '../support/synthesise.ts';

const page = readFileSync('docs/deploy.md', 'utf8');

test('each kind of record that the outputs print stands on the page, and no other', () => {
  const printed = Object.keys(synthesise({ stage: 'prod', config: direct }).outputs)
    .map((name) => /^Dns(A|Ptr|Spf|ReturnMx|Dkim|Dmarc)(?=[A-Z0-9])/.exec(name)?.[0])
    .filter((kind) => kind !== undefined);
  const told = [...page.matchAll(/^ *\| `(Dns\w+)…` /gm)].map(([, kind]) => kind);
  expect(new Set(told)).toEqual(new Set(printed));
});

test('the concurrency that the page asks for is that of the shipped configuration', () => {
  const { functions, mappings } = readResources(synthesise({ stage: 'prod' }));
  const of = (start: string) =>
    mappings
      .filter(({ FunctionName }) => FunctionName.startsWith(`<${start}`))
      .reduce((sum, { ScalingConfig }) => sum + ScalingConfig.MaximumConcurrency, 0);
  // What no queue invokes, a schedule does: one at a time.
  const scheduled = functions.filter(({ id }) => of(id) === 0).length;
  const parts = [of('Submit'), of('LaneTransactional'), of('LaneBulk'), of('Feedback'), scheduled];
  const sum = parts.reduce((total, part) => total + part, 0);
  const [, told] = /takes up to (\d+: [^.]*)\./.exec(page) ?? [];
  expect(told?.match(/\d+/g)?.map(Number)).toEqual([sum, ...parts]);
});

test('the fixed costs that the page rounds are those of the cost page', () => {
  const [, relay] = /\*\*together\*\* +\| \*\*\$([\d.]+)\*\*/.exec(readFileSync('docs/cost.md', 'utf8')) ?? [];
  expect(page).toContain(`| some $${Math.round(Number(relay))}: `);
});

test('what the page computes of prices is right', () => {
  const sums = [...page.matchAll(/(?:(\d+) × )?730 h × \$(\d+\.\d+) = \$(\d+\.\d+)/g)];
  expect(sums).toHaveLength(3);
  for (const [text, count = '1', price, sum] of sums) {
    expect((Number(count) * 730 * Number(price)).toFixed(2), text).toBe(sum);
  }
  expect(page).toContain(`$${(730 * (0.045 + 0.005)).toFixed(2)} an egress`);
  const gb = 21.9 / 0.035;
  const { callBytes } = assumptions;
  const millions = Math.round((gb * 1e9) / callBytes / 1e6);
  expect(page).toContain(
    `$21.90 / $0.035 = ${gb.toFixed(0)} GB a month, which is some ${millions} million messages at ${callBytes.toLocaleString('en-US')} bytes`,
  );
});
