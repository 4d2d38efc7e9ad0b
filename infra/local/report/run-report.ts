import type { AuditReport } from '#shared/ledger/audit.ts';
import { type ReceiverStats, totalRefusals } from '../receivers/receiver-stats.ts';
import type { AwsUsage } from './aws-usage.ts';
import type { CopyFaults } from './check-copies.ts';
import { type DestinationTally, emptyTally } from './tally.ts';

/** The report of a local run: what is printed, and what `--json` writes. */
export interface RunReport {
  /** Everything that was accepted is at its receiver, once, and nothing was forgotten. */
  readonly ok: boolean;
  /** What is wrong, in sentences; empty where `ok`. */
  readonly faults: readonly string[];
  readonly totals: {
    readonly submitted: number;
    readonly refused: number;
    readonly suppressed: number;
    readonly accepted: number;
    readonly delivered: number;
    readonly bounced: number;
    readonly expired: number;
    readonly cancelled: number;
    readonly inDoubt: number;
    readonly waiting: number;
    /** Copies that receivers may hold beyond one for each delivery. */
    readonly doubts: number;
    /** From the first submission to the last outcome. */
    readonly seconds: number;
  };
  /** Why submissions were refused; the refused queue has each of them. */
  readonly refusals: readonly { readonly reason: string; readonly count: number }[];
  readonly sites: readonly SiteReport[];
  readonly aws: readonly AwsUsage[];
  readonly audit: AuditReport;
  readonly copies: CopyFaults;
}

export interface SiteReport {
  readonly name: string;
  readonly accepted: number;
  readonly delivered: number;
  readonly deferredAttempts: number;
  /** From here on as the receiver counted; null where it is none of ours. */
  readonly copies: number | null;
  readonly refusals: number | null;
  readonly refusalsPerDelivery: number | null;
  readonly connectionsPeak: number | null;
  /** Since the first submission; null where nothing was delivered. */
  readonly lastDeliverySeconds: number | null;
}

export interface RunFacts {
  readonly submitted: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly audit: AuditReport;
  readonly total: Readonly<DestinationTally>;
  readonly destinations: ReadonlyMap<string, Readonly<DestinationTally>>;
  readonly refusals: ReadonlyMap<string, number>;
  readonly receivers: readonly ReceiverStats[];
  readonly copies: CopyFaults;
  readonly aws: readonly AwsUsage[];
}

/** Ids named in a sentence; the data has all of them. */
const maxNamed = 10;

export function buildReport(facts: RunFacts): RunReport {
  const { audit, total, copies } = facts;
  const faults = [...auditFaults(facts), ...copyFaults(copies)];
  return {
    ok: faults.length === 0,
    faults,
    totals: {
      submitted: facts.submitted,
      refused: total.refused,
      suppressed: total.suppressed,
      accepted: audit.accepted,
      delivered: audit.byState.delivered,
      bounced: audit.byState.bounced,
      expired: audit.byState.expired,
      cancelled: audit.byState.cancelled,
      inDoubt: audit.byState['in-doubt'],
      waiting: audit.waiting,
      doubts: audit.doubts,
      seconds: secondsBetween(facts.startedAtMs, facts.endedAtMs),
    },
    refusals: [...facts.refusals].map(([reason, count]) => ({ reason, count })),
    sites: siteReports(facts),
    aws: facts.aws,
    audit,
    copies,
  };
}

function siteReports({ destinations, receivers, startedAtMs }: RunFacts): SiteReport[] {
  const names = new Set([...receivers.map(({ name }) => name), ...destinations.keys()]);
  return [...names].flatMap((name): SiteReport[] => {
    const tally = destinations.get(name) ?? emptyTally();
    const stats = receivers.find((receiver) => receiver.name === name);
    if (tally.accepted === 0 && (stats?.connections ?? 0) === 0) return [];
    const refusals = stats ? totalRefusals(stats) : null;
    return [
      {
        name,
        accepted: tally.accepted,
        delivered: tally.delivered,
        deferredAttempts: tally.deferred,
        copies: stats?.copies ?? null,
        refusals,
        refusalsPerDelivery: refusals === null || tally.delivered === 0 ? null : refusals / tally.delivered,
        connectionsPeak: stats?.connectionsPeak ?? null,
        lastDeliverySeconds:
          tally.lastDeliveryAtMs === null ? null : secondsBetween(startedAtMs, tally.lastDeliveryAtMs),
      },
    ];
  });
}

function auditFaults({ audit, submitted, total }: RunFacts): string[] {
  const unanswered = submitted - audit.accepted - total.refused - total.suppressed;
  return [
    ...(unanswered > 0 ? [`${unanswered} of ${submitted} submissions were neither accepted nor refused`] : []),
    ...(audit.verdict === 'draining' ? [`${audit.waiting} accepted deliveries still wait in the queues`] : []),
    ...(audit.verdict === 'lost' ? [`${audit.lostCount} accepted deliveries are lost: ${named(audit.lost)}`] : []),
  ];
}

function copyFaults({ missing, doubled, unexpected }: CopyFaults): string[] {
  const say = (ids: readonly string[], what: string) =>
    ids.length === 0
      ? []
      : [`${ids.length} ${ids.length === 1 ? 'delivery is' : 'deliveries are'} ${what}: ${named(ids)}`];
  return [
    ...say(missing, "accepted and not in the receivers' file"),
    ...say(doubled, "in the receivers' file more than once"),
    ...say(unexpected, "in the receivers' file, but never accepted"),
  ];
}

function named(ids: readonly string[]): string {
  const more = ids.length - maxNamed;
  return ids.slice(0, maxNamed).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function secondsBetween(fromMs: number, toMs: number): number {
  return Math.round((toMs - fromMs) / 100) / 10;
}
