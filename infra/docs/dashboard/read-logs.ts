import type { SeriesRecorder } from './create-series.ts';
import { readEmf } from './read-emf.ts';

/** Shares of a percentile. */
const percentiles = { p50: 0.5, p90: 0.9 };
const shownReplies = 8;

/** Puts what the functions measured, from the lines of their logs, where CloudWatch would. `secondOf` an epoch time in ms. */
export function noteMetrics(
  lines: readonly string[],
  secondOf: (atMs: number) => number,
  { put }: SeriesRecorder,
): void {
  const lists = new Map<string, { dimensions: Readonly<Record<string, string>>; second: number; values: number[] }>();
  for (const { atMs, name, dimensions, values } of lines.flatMap(readEmf)) {
    const second = secondOf(atMs);
    const metric = { namespace: 'Sluice', name, dimensions };
    if (name === 'SlotsInUsePercent') put(metric, 'Maximum', second, Math.round(Math.max(...values)));
    else if (name !== 'AgeAtPickupSeconds')
      put(
        metric,
        'Sum',
        second,
        values.reduce((sum, value) => sum + value, 0),
      );
    else {
      const key = JSON.stringify([dimensions, second]);
      const list = lists.get(key) ?? { dimensions, second, values: [] };
      list.values.push(...values);
      lists.set(key, list);
    }
  }
  for (const { dimensions, second, values } of lists.values()) {
    const sorted = values.toSorted((a, b) => a - b);
    for (const [statistic, share] of Object.entries(percentiles)) {
      const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
      put(
        { namespace: 'Sluice', name: 'AgeAtPickupSeconds', dimensions },
        statistic,
        second,
        Math.round(10 * value) / 10,
      );
    }
  }
}

/** The answer of the saved query `which-reply`. */
export function whichReply(lines: readonly string[]): Record<string, string>[] {
  const times = new Map<string, number>();
  for (const line of lines) {
    if (!line.startsWith('{"level"')) continue;
    const { site, kind, rule, reply, count } = JSON.parse(line) as Record<string, unknown>;
    if (typeof kind !== 'string' || typeof rule !== 'string' || typeof count !== 'number') continue;
    const key = JSON.stringify({ site, kind, rule, reply });
    times.set(key, (times.get(key) ?? 0) + count);
  }
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, shownReplies)
    .map(([key, sum]) => ({ ...(JSON.parse(key) as Record<string, string>), times: String(sum) }));
}
