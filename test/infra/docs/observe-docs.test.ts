import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRecording } from '#infra/docs/dashboard/recording.ts';
import { renderDashboard } from '#infra/docs/dashboard/render-dashboard.ts';
import { alarmMetrics, customMetrics } from '#infra/docs/monthly-cost.ts';
import { withObserveTables } from '#infra/docs/observe-docs.ts';
import { shippedTemplate } from '#infra/docs/shipped-template.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8');
const template = shippedTemplate();

it('the picture of the dashboard is drawn from its definition', () => {
  const picture = renderDashboard(template, readRecording());
  expect(read('dashboard.svg') === picture, 'run: npm run docs').toBe(true);
  expect(picture).toContain('Is mail flowing?');
  expect(picture).toContain('Example data: a local run');
});

it('a local run has what every graph shows but the longest invocation, of which nobody keeps a maximum', () => {
  const unknown = renderDashboard(template, readRecording()).split('not known of a local run').length - 1;
  expect(unknown, 'run: npm run docs:record').toBe(1);
});

it('the tables of docs/observe.md are those of the code', () => {
  const page = read('observe.md');
  expect(page, 'run: npm run docs').toBe(withObserveTables(page, template, readRecording()));
  expect(page).toMatch(/\| \[dead-letters\]\(runbook\.md#dead-letters\) +\| page/);
});

it('sites and lanes each add their metrics, and do not multiply each other’s', () => {
  const one = customMetrics(1, 1);
  expect(customMetrics(2, 1).bySite).toBe(one.bySite);
  expect(customMetrics(1, 2).byLane).toBe(one.byLane);
  expect(customMetrics(1, 30).bySite).toBe(30 * one.bySite);
});

it('each metric of a formula is counted for its alarm', () => {
  const alarm = (Properties: Record<string, unknown>) => ({ Type: 'AWS::CloudWatch::Alarm', Properties });
  const formula = { Metrics: [{ Expression: 'a + b' }, { MetricStat: {} }, { MetricStat: {} }] };
  expect(alarmMetrics({ Resources: { plain: alarm({ MetricName: 'X' }), formula: alarm(formula) } })).toBe(3);
});
