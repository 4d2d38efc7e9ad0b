import type { Meter, MeterPlace } from '#shared/lambda/meter.ts';

/** A meter that adds up: by name, lane and site, `Delivered bulk a.test`. */
export function createCountingMeter(): Meter & { readonly counts: Readonly<Record<string, number>> } {
  const counts: Record<string, number> = {};
  const keyOf = (name: string, { lane, site }: MeterPlace) => [name, lane, site].filter(Boolean).join(' ');
  return {
    counts,
    count(name, value, place) {
      const key = keyOf(name, place);
      counts[key] = (counts[key] ?? 0) + value;
    },
    observeAge: () => undefined,
    observePeak: () => undefined,
  };
}
