import type { Outcome, SluiceEvent } from '#shared/events/event.ts';

/** What the events have told so far of one destination. */
export interface DestinationTally {
  /** Deliveries of which anything was told. */
  accepted: number;
  delivered: number;
  /** Attempts that receivers pushed back. */
  deferred: number;
  bounced: number;
  expired: number;
  cancelled: number;
  inDoubt: number;
  refused: number;
  suppressed: number;
  /** Told after the acceptance; the local receivers never do. */
  returned: number;
  complained: number;
  /** Epoch milliseconds; null before the first. */
  lastDeliveryAtMs: number | null;
}

/** Adds up the events of a run. They come at least once and in any order. */
export interface Tally {
  add(event: SluiceEvent): void;
  /** By destination. */
  destinations(): ReadonlyMap<string, Readonly<DestinationTally>>;
  total(): Readonly<DestinationTally>;
  /** Why submissions were refused, and how many for each reason; at most `maxReasons`. */
  refusals(): ReadonlyMap<string, number>;
  /** The destination of an accepted delivery, as far as its event has come. */
  destinationOf(deliveryId: string): string | undefined;
}

type Count = Exclude<keyof DestinationTally, 'lastDeliveryAtMs'>;

const counts: Readonly<Record<Exclude<Outcome, 'accepted'>, Count>> = {
  delivered: 'delivered',
  deferred: 'deferred',
  bounced: 'bounced',
  expired: 'expired',
  cancelled: 'cancelled',
  'in-doubt': 'inDoubt',
  refused: 'refused',
  suppressed: 'suppressed',
  returned: 'returned',
  complained: 'complained',
};

const ends: ReadonlySet<Outcome> = new Set(['delivered', 'bounced', 'expired', 'cancelled', 'in-doubt']);

const countNames: readonly Count[] = ['accepted', ...Object.values(counts)];

/** More would fill a screen, and helps nobody to correct a file. */
const maxReasons = 10;

/** `nameOf` gives the destination of a recipient. */
export function createTally(nameOf: (recipient: string) => string): Tally {
  const seen = new Set<string>();
  const byDestination = new Map<string, DestinationTally>();
  const byDelivery = new Map<string, string>();
  const reasons = new Map<string, number>();
  return {
    add({ sluice, mail, delivery, reject }) {
      // A delivery ends once; what publishes its end again may do so for another copy, whose event has another id.
      const isEnd = ends.has(sluice.outcome) && sluice.deliveryId !== undefined;
      const key = isEnd ? `${sluice.deliveryId ?? ''}:end` : sluice.eventId;
      if (seen.has(key)) return;
      seen.add(key);
      const name = nameOf(mail.destination[0] ?? '');
      const tally = byDestination.get(name) ?? emptyTally();
      byDestination.set(name, tally);
      // What is told of was accepted; its own event need not be published.
      if (sluice.deliveryId !== undefined && !byDelivery.has(sluice.deliveryId)) {
        byDelivery.set(sluice.deliveryId, name);
        tally.accepted += 1;
      }
      if (sluice.outcome !== 'accepted') tally[counts[sluice.outcome]] += 1;
      if (sluice.outcome === 'refused' && reject) {
        const known = reasons.get(reject.reason);
        if (known !== undefined || reasons.size < maxReasons) reasons.set(reject.reason, (known ?? 0) + 1);
      }
      if (delivery) tally.lastDeliveryAtMs = Math.max(tally.lastDeliveryAtMs ?? 0, Date.parse(delivery.timestamp));
    },
    destinations: () => byDestination,
    total: () => [...byDestination.values()].reduce(sum, emptyTally()),
    refusals: () => reasons,
    destinationOf: (deliveryId) => byDelivery.get(deliveryId),
  };
}

/** Deliveries that have come to their end. */
export function finished(tally: Readonly<DestinationTally>): number {
  return tally.delivered + tally.bounced + tally.expired + tally.cancelled + tally.inDoubt;
}

export function emptyTally(): DestinationTally {
  return {
    accepted: 0,
    delivered: 0,
    deferred: 0,
    bounced: 0,
    expired: 0,
    cancelled: 0,
    inDoubt: 0,
    refused: 0,
    suppressed: 0,
    returned: 0,
    complained: 0,
    lastDeliveryAtMs: null,
  };
}

function sum(left: DestinationTally, right: DestinationTally): DestinationTally {
  const total = { ...left };
  for (const count of countNames) total[count] += right[count];
  const times = [left.lastDeliveryAtMs, right.lastDeliveryAtMs].filter((time) => time !== null);
  total.lastDeliveryAtMs = times.length === 0 ? null : Math.max(...times);
  return total;
}
