import * as z from 'zod';

/** A rate limit: `messages` in each `perMs`. */
export interface Rate {
  readonly messages: number;
  readonly perMs: number;
}

const mostConnections = 1000;

/** A rate as text, that `parseRate` reads. */
export const rateSchema = z.string().superRefine((text, context) => {
  try {
    parseRate(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

const limitsSchema = z.strictObject({
  connections: z.int().positive().max(mostConnections).optional(),
  rate: rateSchema.optional(),
  messagesPerConnection: z.int().positive().optional(),
});
/** `connections` open at once across the fleet, `rate`, `messagesPerConnection`. Absent: what the receiver takes is learned. */
export type SiteLimits = z.infer<typeof limitsSchema>;

/** The limits of one site as a user writes them: texts that `parseLimits` reads, or the fields themselves. */
export const siteLimitsSchema = z.preprocess(
  (input: z.input<typeof limitsSchema> | string | readonly string[], context) => {
    const texts: readonly unknown[] | null = typeof input === 'string' ? [input] : Array.isArray(input) ? input : null;
    if (texts === null) return input;
    try {
      return parseLimits(texts.map(String));
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      return z.NEVER;
    }
  },
  limitsSchema,
);

/** Limits by recipient domain or provider name; a domain named here is a site of its own. */
export const limitTableSchema = z.record(z.string(), siteLimitsSchema);
export type LimitTable = z.infer<typeof limitTableSchema>;

const rightLimits = 'write "5 connections", "60/10s", "1,000/h" or "50 per connection"';

/**
 * Reads limits, one a text: "5 connections", "60/10s", "50 per connection". Throws an `Error` that says what would be right
 * where one cannot be read or two are of one kind.
 */
export function parseLimits(texts: readonly string[]): SiteLimits {
  let limits: SiteLimits = {};
  for (const text of texts) {
    const limit = parseLimit(text);
    if (Object.keys(limit).some((kind) => kind in limits)) {
      throw new Error(`limit "${text}" is the second of its kind in "${texts.join(', ')}"; state each kind once`);
    }
    limits = { ...limits, ...limit };
  }
  return limits;
}

/** Prints limits the way `parseLimits` reads them. */
export function formatLimits({ connections, rate, messagesPerConnection }: SiteLimits): string[] {
  return [
    ...(connections === undefined ? [] : [`${withCommas(connections)} connection${connections === 1 ? '' : 's'}`]),
    ...(rate === undefined ? [] : [formatRate(parseRate(rate))]),
    ...(messagesPerConnection === undefined ? [] : [`${withCommas(messagesPerConnection)} per connection`]),
  ];
}

function parseLimit(text: string): SiteLimits {
  if (text.includes('/')) return { rate: formatRate(parseRate(text)) };
  const [, digits, kind = ''] = /^\s*([\d,]+)\s*(connections?|(?:messages? )?per connection)\s*$/.exec(text) ?? [];
  const count = parseCount(digits);
  if (count === null) throw new Error(`limit "${text}" cannot be read; ${rightLimits}`);
  if (!kind.startsWith('connection')) return { messagesPerConnection: count };
  if (count > mostConnections)
    throw new Error(`limit "${text}" is too high; use at most ${mostConnections} connections`);
  return { connections: count };
}

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
/** What is printed, the longest that fits first. */
const printedUnits = ['d', 'h', 'min', 's', 'ms'] as const;

/**
 * Parses "60/10s", "1,000/h", "5/s", "1/min". Throws an `Error` that says what would be right.
 */
export function parseRate(text: string): Rate {
  const [, digits, every = '1', unit = ''] = /^\s*([\d,]+)\s*\/\s*(\d+)?\s*(ms|s|min|m|h|d)\s*$/.exec(text) ?? [];
  const messages = parseCount(digits);
  const perMs = Number(every) * (unitMs[unit] ?? 0);
  if (messages === null || perMs === 0 || !Number.isSafeInteger(perMs * 1000)) {
    throw new Error(`rate "${text}" is not of the form "60/10s", "1,000/h" or "5/s"`);
  }
  return { messages, perMs };
}

/** Prints a rate the way `parseRate` reads it: "60/10s". */
export function formatRate({ messages, perMs }: Rate): string {
  const unit = printedUnits.find((name) => perMs % (unitMs[name] ?? 1) === 0) ?? 'ms';
  const every = perMs / (unitMs[unit] ?? 1);
  return `${withCommas(messages)}/${every === 1 ? '' : every}${unit}`;
}

/** A number from 1, with or without commas between thousands; null where it is none. */
function parseCount(digits = ''): number | null {
  if (!/^(\d+|\d{1,3}(,\d{3})+)$/.test(digits)) return null;
  const count = Number(digits.replaceAll(',', ''));
  return count > 0 && Number.isSafeInteger(count) ? count : null;
}

function withCommas(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
