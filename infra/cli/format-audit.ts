import type { AuditReport } from '#shared/ledger/audit.ts';
import { messagesIn } from '#shared/ledger/queue-depth.ts';

const number = new Intl.NumberFormat('en-GB');

/** The report as a table and its verdict in a sentence; lost ids follow, one a line. */
export function formatAudit(report: AuditReport, range: { fromMs: number; toMs: number }): string {
  const { byState, queues } = report;
  const rows: (readonly [string, number, string?])[] = [
    ['accepted', report.accepted],
    ['delivered', byState.delivered],
    ['bounced', byState.bounced],
    ['expired', byState.expired],
    ['cancelled', byState.cancelled],
    ['in doubt', byState['in-doubt'], 'held for a human'],
    ['waiting', report.waiting, waitingDetail(report)],
    ['doubts', report.doubts, report.doubts > 0 ? 'copies that receivers may hold beyond one each' : ''],
  ];
  const width = Math.max(...rows.map(([, value]) => number.format(value).length));
  return [
    `Accepted from ${minute(range.fromMs)} to ${minute(range.toMs)}:`,
    '',
    ...rows.map(([label, value, detail = '']) =>
      `  ${label.padEnd(10)}${number.format(value).padStart(width)}  ${value > 0 ? detail : ''}`.trimEnd(),
    ),
    '',
    ...queues
      .filter((queue) => messagesIn(queue) > 0)
      .map(
        ({ queue, role, visible, inFlight, delayed }) =>
          `  ${queue}: ${number.format(visible)} visible, ${number.format(inFlight)} in flight, ${number.format(delayed)} delayed${role === 'dead-letter' ? ' (dead letters)' : ''}`,
      ),
    ...(queues.some((queue) => messagesIn(queue) > 0) ? [''] : []),
    verdictOf(report),
    ...report.lost,
    ...(report.lostCount > report.lost.length
      ? [`… and ${number.format(report.lostCount - report.lost.length)} more`]
      : []),
    '',
  ].join('\n');
}

function waitingDetail({ byState }: AuditReport): string {
  const parts = [
    [byState.waiting, 'deferred'],
    [byState.sending, 'being sent'],
    [byState.unrecorded, 'not attempted'],
    [byState.newer, 'known to a newer release'],
  ] as const;
  return parts.flatMap(([value, label]) => (value > 0 ? [`${number.format(value)} ${label}`] : [])).join(', ');
}

function verdictOf({ verdict, lostCount, waiting, queues }: AuditReport): string {
  switch (verdict) {
    case 'clean':
      return 'Clean: every accepted delivery has come to its end.';
    case 'draining':
      return `Draining: ${number.format(waiting)} deliveries wait, and the queues still hold messages.`;
    case 'lost': {
      const dead = queues
        .filter(({ role }) => role === 'dead-letter')
        .reduce((sum, queue) => sum + messagesIn(queue), 0);
      const where = dead > 0 ? `; the dead-letter queues hold ${number.format(dead)} messages` : '';
      return `Lost: ${number.format(lostCount)} deliveries wait, and no queue holds a copy of them${where}:`;
    }
  }
}

function minute(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
