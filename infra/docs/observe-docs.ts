import { metricPlaces } from '#shared/lambda/metric-places.ts';
import { alarmDefinitions } from '../constructs/observability/alarm-definitions.ts';
import { costOf } from '../prices.ts';
import { savedQueries } from '../constructs/observability/saved-queries.ts';
import { duration } from './alarm-facts.ts';
import { readDashboard } from './dashboard/read-dashboard.ts';
import type { Recording } from './dashboard/recording.ts';
import { markdownTable, withBlocks } from './markdown.ts';
import { monthlyCostTable } from './monthly-cost.ts';
import type { ShippedTemplate } from './shipped-template.ts';

/** docs/observe.md with its tables as the code and the last recorded local run have them. */
export function withObserveTables(page: string, template: ShippedTemplate, recording: Recording): string {
  return withBlocks(page, {
    questions: () => questionTable(template),
    alarms: alarmTable,
    queries: queryTable,
    metrics: metricTable,
    cost: () => monthlyCostTable(template),
    logs: () => logCost(recording),
  });
}

function questionTable(template: ShippedTemplate): string {
  const texts = readDashboard(template).flatMap((widget) =>
    widget.type === 'text' ? [widget.properties.markdown] : [],
  );
  const rows = texts.map((markdown) => markdown.replace(/^#+ /, '').split('\n'));
  return markdownTable(['question', 'how to read the answer'], rows);
}

function alarmTable(): string {
  const rows = alarmDefinitions.map((definition) => {
    const { name, severity, question, when, per } = definition;
    return [`[${name}](runbook.md#${name})`, severity, question, when, duration(definition), per];
  });
  return markdownTable(['alarm', 'severity', 'question', 'goes off when', 'in', 'one for each'], rows);
}

function queryTable(): string {
  return markdownTable(
    ['query', 'question'],
    Object.entries(savedQueries).map(([name, { question }]) => [`\`${name}\``, question]),
  );
}

function metricTable(): string {
  const named = (wanted: string) =>
    Object.entries(metricPlaces)
      .filter(([, place]) => place === wanted)
      .map(([name]) => `\`${name}\``)
      .join(' ');
  return markdownTable(
    ['dimensions', 'metrics'],
    [
      ['`[lane]`', `${named('lane')} \`AgeAtPickupSeconds\``],
      ['`[lane]` and `[site]`', named('lane and site')],
      ['`[site]`', '`SlotsInUsePercent`'],
    ],
  );
}

function logCost({ deliveries, loggedBytes }: Recording): string {
  const bytes = Math.round(loggedBytes / deliveries);
  const gb = (bytes * 1e6) / 1e9;
  const cost = gb * (costOf('logGb', 1) + costOf('keptLogGb', 1));
  return (
    `In the local run of the picture the functions logged ${bytes} bytes a delivery, metrics included: ${gb.toFixed(2)} GB a million, ` +
    `× ($${costOf('logGb', 1).toFixed(2)} taken in + $${costOf('keptLogGb', 1).toFixed(2)} kept for a month) = **$${cost.toFixed(2)} a million**. ` +
    'Lambda’s own lines about each invocation, and a line for each kind of refusal, come on top.'
  );
}
