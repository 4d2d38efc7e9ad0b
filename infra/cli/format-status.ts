import { everySite } from '#shared/bucket/every-site.ts';
import type { SiteStatus } from '#shared/bucket/status.ts';
import { ago, duration, time, until } from '#shared/tell-time.ts';
import { formatHeld } from './format-held.ts';
import { clip, columns, plain } from './line.ts';
import type { LaneDepths } from './lane-depths.ts';
import type { Held } from './read-held.ts';

export interface SiteRow extends SiteStatus {
  readonly egress: string;
  readonly site: string;
}

export interface StatusReport {
  readonly atMs: number;
  /** Over which the rates in use were counted; 0 where they were not. */
  readonly seconds: number;
  readonly sites: readonly SiteRow[];
  readonly held: Held;
  readonly lanes: readonly LaneDepths[];
}

const leastSiteWidth = 16;
/** A table longer than a few screens is for machines. */
const maxRows = 60;

const header = ['site', 'state', 'rate: now / limit / ceiling', 'slots', 'paced', 'done in'];

/** What `sluice status` prints: a row and its reasons for each site, those in trouble first; then the lanes. */
export function formatStatus({ atMs, seconds, sites, held, lanes }: StatusReport): string {
  const shown = sites.toSorted(byTrouble).slice(0, maxRows);
  const more = sites.length - shown.length;
  const blocks = [...new Set(shown.map(({ egress }) => egress))].flatMap((egress) => [
    `egress ${egress}`,
    ...formatSites(
      shown.filter((row) => row.egress === egress),
      atMs,
    ),
    '',
  ]);
  return [
    `${time(atMs)}${seconds > 0 ? `, rates of the last ${seconds} s` : ''}`,
    '',
    ...(sites.length === 0 ? ['No site has been met yet.', ''] : blocks),
    ...(more > 0 ? [`… and ${count(more)} more sites; name one, or use --json`, ''] : []),
    ...formatHeld(held, atMs),
    ...formatLanes(lanes),
    '',
  ].join('\n');
}

function formatSites(rows: readonly SiteRow[], nowMs: number): string[] {
  const cells = rows.map((row) => cellsOf(row, nowMs));
  const all = [header, ...cells];
  const widths = header.map((_, at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  const others = widths.slice(1).reduce((sum, width) => sum + 2 + width, 0);
  widths[0] = Math.min(widths[0] ?? 0, Math.max(leastSiteWidth, columns - others));
  const print = (line: readonly string[]) =>
    line
      .map((cell, at) =>
        at < 2 ? clip(cell, widths[at] ?? 0).padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    print(header),
    ...rows.flatMap((row, index) => [
      print(cells[index] ?? []),
      ...notesOf(row, nowMs).map((note) => clip(`    ${note}`, columns)),
    ]),
  ];
}

function cellsOf(row: SiteRow, nowMs: number): string[] {
  const { used, limit, ceiling } = row.slots;
  const least = row.paced.isAtLeast ? '>' : '';
  return [
    row.site === everySite ? 'all sites' : plain(row.site),
    // Its largest unit says enough.
    `${row.mode} ${duration(nowMs - row.sinceMs)
      .split(' ')
      .slice(0, 2)
      .join(' ')}`,
    rateCell(row.rate),
    [count(used), count(limit), count(ceiling)].join(' / '),
    `${least}${count(row.paced.messages)}`,
    row.etaMs === null ? '–' : `${least}${duration(row.etaMs)}`,
  ];
}

/** Why a site is as it is. */
function notesOf(row: SiteRow, nowMs: number): string[] {
  const { blockedUntilMs: blockedMs, day, taughtBy, taughtAtMs, perConnection } = row;
  const what = row.mode === 'careful' ? 'new connections one at a time' : 'one message at a time';
  const next = blockedMs === null ? '' : `, the next at ${time(blockedMs)} (${until(blockedMs, nowMs)})`;
  return [
    ...(row.mode === 'open' ? [] : [`${what}, cause: ${row.cause ?? 'unknown'}${next}`]),
    ...(day && day.granted >= day.cap
      ? [`the day's ${count(day.cap)} messages are sent; the next day begins at ${time(day.endsAtMs)}`]
      : day
        ? [`${count(day.granted)} of the day's ${count(day.cap)} messages are sent`]
        : []),
    ...(perConnection === null ? [] : [`${count(perConnection)} messages per connection`]),
    ...(taughtBy === null || taughtAtMs === null ? [] : [`taught ${ago(taughtAtMs, nowMs)} by: ${plain(taughtBy)}`]),
  ];
}

const timeUnits = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
] as const;

/** In the unit in which the limit, or else what is used, is 1 or more. */
function rateCell({ used, limit, ceiling }: SiteStatus['rate']): string {
  const measure = limit ?? ceiling ?? used;
  if (measure === null) return '–';
  const [unit, seconds] =
    measure === 0 ? timeUnits[0] : (timeUnits.find(([, seconds]) => measure * seconds >= 1) ?? timeUnits[2]);
  const figures = [used, limit, ceiling].map((rate) => (rate === null ? '–' : significant.format(rate * seconds)));
  return `${figures.join(' / ')} per ${unit}`;
}

function formatLanes(lanes: readonly LaneDepths[]): string[] {
  const rows = [
    ['lane', 'waiting', 'in flight', 'paced', 'deferred', 'dead letters'],
    ...lanes.map(({ name, waiting, inFlight, paced, deferred, deadLetters }) => [
      name,
      ...[waiting, inFlight, paced, deferred, deadLetters].map(count),
    ]),
  ];
  const [first = 0, ...others] = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map(([name = '', ...figures]) =>
    [name.padEnd(first), ...figures.map((figure, at) => figure.padStart(others[at] ?? 0))].join('  '),
  );
}

const modes = ['stopped', 'careful', 'open'];

function byTrouble(a: SiteRow, b: SiteRow): number {
  return (
    modes.indexOf(a.mode) - modes.indexOf(b.mode) ||
    b.paced.messages - a.paced.messages ||
    b.slots.used - a.slots.used ||
    a.site.localeCompare(b.site)
  );
}

const whole = new Intl.NumberFormat('en-GB');
const significant = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });

function count(value: number | null): string {
  return value === null ? '–' : whole.format(value);
}
