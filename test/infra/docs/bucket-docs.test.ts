import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Measured, withMeasurements } from '#infra/docs/bucket-docs.ts';
import { readMeasured } from '#infra/docs/read-measured.ts';

const page = await readFile(new URL('../../../shared/bucket/README.md', import.meta.url), 'utf8');

test('the tables of shared/bucket/README.md are those of the data', async () => {
  expect(page, 'run: npm run docs').toBe(withMeasurements(page, await readMeasured()));
  for (const name of ['converge', 'urgent', 'hot-bucket']) {
    expect(page).toMatch(new RegExp(`<!-- ${name} -->\n\n\\| [^]*\n<!-- /${name} -->`));
  }
});

test('a missed target is shown as missed', () => {
  const target = (figure: number) => ({ name: 'use %', limit: '≥ 95', figure, holds: figure >= 95 });
  const row = (handlers: number, use: number) => ({
    receiver: '5 connections',
    handlers,
    figures: { 'use %': use, 'converges in s': null },
    seeds: {},
    targets: [target(use)],
  });
  const measured: Measured = {
    converge: [row(1, 94.96), row(10, 95)],
    urgent: [],
    hotBucket: { rows: [], item: target(95) },
  };
  const table = withMeasurements('<!-- converge -->\n<!-- /converge -->', measured);
  expect(table).toContain('| **95.0** / 95.0 (≥ 95) |');
  expect(table).toContain('| - / -');
  expect(table).toContain('**1 of 2 targets are missed: the figures in bold.**');
});
