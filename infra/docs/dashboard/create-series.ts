import { seriesKey } from './recording.ts';

export interface SeriesRecorder {
  /** Sums are added up within a second; of any other statistic the last value stands. */
  put(metric: Parameters<typeof seriesKey>[0], statistic: string, second: number, value: number): void;
  readonly series: Readonly<Record<string, (number | null)[]>>;
}

/** Values of so many seconds, by metric and statistic; what comes before or after is left out. */
export function createSeries(seconds: number): SeriesRecorder {
  const series: Record<string, (number | null)[]> = {};
  return {
    series,
    put(metric, statistic, second, value) {
      if (second < 0 || second >= seconds) return;
      const values = (series[seriesKey(metric, statistic)] ??= Array.from({ length: seconds }, () => null));
      values[second] = statistic === 'Sum' ? (values[second] ?? 0) + value : value;
    },
  };
}
