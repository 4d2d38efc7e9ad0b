import * as z from 'zod';

/**
 * The limits of one site, as a user writes them: `connections` open at once across the fleet, `rate` as "60/10s", "1000/h",
 * "5/s"; `messagesPerConnection`. Absent means not limited by us; the bucket then learns what the receiver takes.
 */
export const siteLimitsSchema = z.strictObject({
  connections: z.int().positive().max(1000).optional(),
  rate: z.string().optional(),
  messagesPerConnection: z.int().positive().optional(),
});
export type SiteLimits = z.infer<typeof siteLimitsSchema>;

/** Limits by recipient domain or provider name; a domain named here is a site of its own. */
export const limitTableSchema = z.record(z.string(), siteLimitsSchema);
export type LimitTable = z.infer<typeof limitTableSchema>;

/** A rate limit: `messages` in each `perMs`. */
export interface Rate {
  readonly messages: number;
  readonly perMs: number;
}

const unitMs: Record<string, number> = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Parses "60/10s", "1,000/h", "5/s", "1/min". Throws an `Error` that says what would be right.
 */
export function parseRate(text: string): Rate {
  const match = /^\s*([\d,]+)\s*\/\s*(\d+)?\s*(ms|s|min|m|h|d)\s*$/.exec(text);
  const messages = Number(match?.[1]?.replaceAll(',', ''));
  const count = match?.[2] === undefined ? 1 : Number(match[2]);
  const unit = unitMs[match?.[3] ?? ''];
  if (unit === undefined || !(messages > 0) || !(count > 0)) {
    throw new Error(`rate "${text}" is not of the form "60/10s", "1,000/h" or "5/s"`);
  }
  return { messages, perMs: count * unit };
}

/** Prints a rate the way `parseRate` reads it: "60/10s". */
export function formatRate(rate: Rate): string {
  for (const [unit, ms] of [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1_000],
  ] as const) {
    if (rate.perMs % ms === 0) return `${rate.messages}/${rate.perMs === ms ? '' : rate.perMs / ms}${unit}`;
  }
  return `${rate.messages}/${rate.perMs}ms`;
}
