import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { config as shipped } from '#infra/config.ts';
import { readCallsData } from '#infra/docs/calls-data.ts';
import { withCosts } from '#infra/docs/cost-docs.ts';
import { perMillion, variableLines } from '#infra/docs/cost-model.ts';
import { deploymentOf } from '#infra/docs/deployment.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { priceList } from '#infra/prices.ts';

const page = await readFile(new URL('../../../docs/cost.md', import.meta.url), 'utf8');
const data = await readCallsData();

test('the tables of docs/cost.md follow from what was measured, the prices and the template', () => {
  const deployments = { relay: deploymentOf('relay'), mx: deploymentOf('mx') };
  expect(page, 'run: npm run docs').toBe(withCosts(page, data, deployments));
  for (const name of ['calls', 'units', 'variable', 'fixed', 'month', 'prices']) {
    expect(page).toMatch(new RegExp(`<!-- ${name} -->\n\n\\| [^]*\n<!-- /${name} -->`));
  }
  expect(page).toContain(`${priceList.region}, noted on\n${priceList.date}`);
});

test.each([
  { mode: 'relay', config: shipped },
  { mode: 'mx', config: direct },
] as const)('each secret that the configuration of $mode names is paid for, once', ({ mode, config }) => {
  const names = [...JSON.stringify(config).matchAll(/"secretName":"([^"]+)"/g)].map(([, name]) => name);
  expect(deploymentOf(mode).secrets).toBe(new Set(names).size);
});

test('a million messages, one in twenty deferred, cost at most six dollars beside the relay', () => {
  for (const mode of ['relay', 'mx'] as const)
    expect(perMillion(variableLines(data, 0.05, mode))).toBeLessThanOrEqual(6);
});

test('what was measured meets the targets', () => {
  const { sqsCalls, snsCalls, writeUnits, readUnits } = data.message;
  expect(sqsCalls).toBeLessThanOrEqual(0.7);
  expect(snsCalls).toBeLessThanOrEqual(0.12);
  expect(writeUnits).toBeLessThanOrEqual(2.4);
  expect(readUnits).toBeLessThanOrEqual(1.1);
});
