import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { config } from '#infra/config.ts';
import { resolveConfig } from '#infra/config/resolve-config.ts';
import { markdownTable } from '#infra/docs/markdown.ts';
import { createCapOfDay } from '#shared/bucket/warm-up.ts';
import { warmUpSchema } from '#shared/bucket/warm-up-config.ts';
import { providers } from '#shared/providers/catalog.ts';

const page = await readFile(new URL('../../../docs/warm-up.md', import.meta.url), 'utf8');
const [, shown = ''] = /```ts\nwarmUp: ([^]*?)\n```/.exec(page) ?? [];
const dayMs = 86_400_000;

/** The schedule shown in docs/warm-up.md, as the configuration takes it. */
async function shownWarmUp() {
  const source = `data:text/javascript,${encodeURIComponent(`export default ${shown}`)}`;
  const module: { readonly default: unknown } = await import(source);
  return warmUpSchema.parse(module.default);
}

test('the schedule shown in docs/warm-up.md is accepted, and names providers that there are', async () => {
  const warmUp = await shownWarmUp();
  expect(warmUp).toMatchObject({ firstDay: 50, growth: 1.2, until: 50_000 });
  const known = providers.map(({ name }) => name);
  expect(Object.keys(warmUp.sites ?? {}).filter((site) => known.includes(site))).toEqual(['outlook.com']);
});

test('the table of docs/warm-up.md is what the schedules give', async () => {
  const warmUp = await shownWarmUp();
  const [, table = ''] = /<!-- schedule -->\n\n([^]*?)\n\n<!-- \/schedule -->/.exec(page) ?? [];
  const growths = [warmUp.growth, 1.5];
  const days = [...table.matchAll(/^\| (\d+)/gm)].map(([, day]) => Number(day));
  const rows = days.map((day) => [
    String(day),
    ...growths.map((growth) => {
      const capOf = createCapOfDay({ ...warmUp, growth });
      const noonMs = Date.parse(warmUp.startDate) + (day - 1) * dayMs + dayMs / 2;
      return capOf(noonMs)?.messages.toLocaleString('en-US') ?? 'no cap';
    }),
  ]);
  expect(table).toBe(markdownTable(['day', ...growths.map((growth) => `growth ${growth}`)], rows));
  expect(rows.length).toBeGreaterThan(5);
});

test('docs/warm-up.md knows after how long mail expires', () => {
  const { transactional, bulk } = resolveConfig(config, 'prod').lanes;
  expect(page.replaceAll('\n', ' ')).toContain('(as shipped two days for transactional mail, four for bulk, unless');
  expect([transactional, bulk].map((lane) => (lane?.retry.giveUpAfterMs ?? 0) / dayMs)).toEqual([2, 4]);
});
