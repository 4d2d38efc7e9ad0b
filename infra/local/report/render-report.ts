import type { RunReport } from './run-report.ts';
import { formatCount, formatRatio, formatSeconds, formatTable } from './table.ts';

/** The report as it is printed at the end of a run. */
export function renderReport({ totals, refusals, sites, aws, faults }: RunReport): string {
  const states: (readonly [string, number])[] = [
    ['accepted', totals.accepted],
    ['delivered', totals.delivered],
    ['bounced', totals.bounced],
    ['expired', totals.expired],
    ['in doubt', totals.inDoubt],
    ['waiting', totals.waiting],
    ...(totals.cancelled > 0 ? [['cancelled', totals.cancelled] as const] : []),
    ...(totals.refused > 0 ? [['refused', totals.refused] as const] : []),
    ...(totals.suppressed > 0 ? [['suppressed', totals.suppressed] as const] : []),
    ...(totals.doubts > 0 ? [['doubts', totals.doubts] as const] : []),
  ];
  return [
    formatTable([states.map(([label]) => label), states.map(([, value]) => formatCount(value))]),
    ...refusals.map(({ reason, count }) => `  ${formatCount(count)} refused: ${reason}`),
    '',
    formatTable([
      ['site', 'accepted', 'delivered', 'deferred', 'refusals/delivery', 'peak connections', 'copies', 'last delivery'],
      ...sites.map((site) => [
        site.name,
        formatCount(site.accepted),
        formatCount(site.delivered),
        formatCount(site.deferredAttempts),
        formatRatio(site.refusalsPerDelivery),
        formatCount(site.connectionsPeak),
        formatCount(site.copies),
        formatSeconds(site.lastDeliverySeconds),
      ]),
    ]),
    '  Refusals, connections and copies are as the receivers counted them.',
    ...(sites.some(({ copies }) => copies === null)
      ? ['  –: by --route, to a receiver that is not of this run; what it holds is not checked.']
      : []),
    '',
    formatTable([
      ['AWS call', 'calls', 'billed units', 'calls/message', 'units/message'],
      ...aws.map((row) => [
        `${row.service} ${row.operation}`,
        formatCount(row.calls),
        formatCount(row.units),
        formatRatio(row.callsPerMessage),
        formatRatio(row.unitsPerMessage),
      ]),
    ]),
    '',
    ...(faults.length === 0
      ? [
          `Clean: ${formatCount(totals.accepted)} accepted and ${formatCount(totals.delivered)} delivered in ${totals.seconds.toFixed(1)} s; the receivers hold exactly what was accepted for them, once each.`,
        ]
      : ['Not clean:', ...faults.map((fault) => `  ${fault}`)]),
    '',
  ].join('\n');
}
