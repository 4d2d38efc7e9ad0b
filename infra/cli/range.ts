import { type Arguments, type OptionSpec, UsageError } from './command.ts';

const dayMs = 86_400_000;
/** Longer than the default give-up time of 4 days: what was accepted earlier has ended. */
const defaultDays = 5;

export const rangeOptions: readonly OptionSpec[] = [
  { name: 'days', value: 'N', help: `look at what was accepted in the last N days (default ${defaultDays})` },
  {
    name: 'from',
    value: 'TIME',
    help: 'instead: accepted at or after this time, ISO 8601, such as 2026-11-23T08:00:00Z',
  },
  { name: 'to', value: 'TIME', help: 'accepted at or before this time (default: now)' },
];

/** The times of acceptance that the options ask for. */
export function readRange({ values }: Arguments, nowMs: number): { fromMs: number; toMs: number } {
  if (values['days'] !== undefined && values['from'] !== undefined) {
    throw new UsageError('give --days or --from, not both');
  }
  const toMs = readTime('to', values['to']) ?? nowMs;
  const fromMs = readTime('from', values['from']) ?? toMs - readDays(values['days']) * dayMs;
  if (fromMs > toMs) throw new UsageError('--from is later than --to');
  return { fromMs, toMs };
}

function readDays(text: string | undefined): number {
  if (text === undefined) return defaultDays;
  const days = Number(text);
  if (!(days > 0 && days <= 3650))
    throw new UsageError(`--days takes a number of days, such as 2 or 0.5, not "${text}"`);
  return days;
}

function readTime(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const atMs = /^\d{4}-\d\d-\d\d(T.+(Z|[+-]\d\d:?\d\d))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) {
    throw new UsageError(`--${option} takes a time with its zone, such as 2026-11-23T08:00:00Z, not "${text}"`);
  }
  return atMs;
}
