import type { AlarmDefinition } from '../constructs/observability/alarm-definition.ts';
import { alarmDefinitions } from '../constructs/observability/alarm-definitions.ts';
import { withBlocks } from './markdown.ts';

/** docs/runbook.md with each article's facts as the code has them. */
export function withAlarmFacts(page: string): string {
  const blocks = alarmDefinitions.map((definition) => [`alarm ${definition.name}`, () => facts(definition)] as const);
  return withBlocks(page, Object.fromEntries(blocks));
}

function facts(definition: AlarmDefinition): string {
  const { question, severity, per, when } = definition;
  const places = per === 'pipeline' ? 'one' : `one for each ${per}`;
  return `**${question}** \`${severity}\`, ${places}: ${when}, in ${duration(definition)}.`;
}

/** `3 of 3 periods of 5 minutes`. */
export function duration({ datapoints, of, periodMinutes }: AlarmDefinition): string {
  const period =
    periodMinutes === 1 ? 'one minute' : periodMinutes < 60 ? `${periodMinutes} minutes` : hours(periodMinutes);
  return of === 1 ? `one period of ${period}` : `${datapoints} of ${of} periods of ${period}`;
}

function hours(minutes: number): string {
  return minutes === 60 ? 'an hour' : minutes === 10_080 ? 'a week' : `${minutes / 60} hours`;
}
