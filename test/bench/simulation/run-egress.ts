import type { EgressTotal } from '#shared/bucket/egress-limits.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { parseLimits } from '#shared/bucket/limits.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import { bulkLane, startFleet } from './fleet.ts';
import { createRandom } from './random.ts';
import { createReceiver } from './receiver.ts';
import { createRemoteStore } from './remote-store.ts';
import { copyOf } from './run.ts';
import { createSimulatedSmtp } from './smtp.ts';
import { createVirtualTime } from './virtual-time.ts';

/** An egress with a cap in total, and sites with limits of their own. */
export interface EgressScenario {
  readonly total: EgressTotal;
  /** How the lane stands to others, though there are none. */
  readonly urgency: Urgency;
  /** By domain: its limits as text, and how many messages wait for it at the start. */
  readonly sites: Readonly<Record<string, { readonly limits: string; readonly messages: number }>>;
}

export interface EgressResult {
  /** When each message started (its MAIL), ms since the start, in order. */
  readonly startsMs: readonly number[];
  /** When the first site had no mail left: until then all of them wanted their share. */
  readonly allWaitUntilMs: number;
  /** Writes on the bucket of the egress, for each message. */
  readonly totalWritesPerMessage: number;
  /** Writes on the buckets of the sites, for each message. */
  readonly siteWritesPerMessage: number;
  readonly hopsPerMessage: number;
}

/** Drains the backlog of several sites through one egress. The same seed gives the same run. */
export async function runEgress(
  { total, urgency, sites }: EgressScenario,
  handlers: number,
  seed: number,
): Promise<EgressResult> {
  const random = createRandom(seed);
  const time = createVirtualTime();
  const startMs = time.now();
  const receiver = createReceiver([], time.now);
  const smtp = createSimulatedSmtp(receiver, { connectMs: 150, messageMs: 200 }, time, random);
  const remote = createRemoteStore(5, time, random);
  const startsMs: number[] = [];
  const left = new Map(Object.entries(sites).map(([domain, { messages }]) => [domain, messages]));
  let allWaitUntilMs = Infinity;
  const limits = Object.fromEntries(
    Object.entries(sites).map(([domain, site]) => [domain, parseLimits(site.limits.split(' + '))]),
  );
  const lateness = { lateMs: 2_000, stalls: [] };
  const fleet = startFleet(
    { handlers, lateness, limits, total, clockErrorMs: 0, remote, lane: { ...bulkLane, urgency } },
    async (target, hardStopMs) => {
      const opened = await smtp(target, hardStopMs);
      if (opened.kind !== 'open') return opened;
      const { session } = opened;
      return {
        kind: 'open',
        session: {
          get isUsable() {
            return session.isUsable;
          },
          send(mail) {
            startsMs.push(time.now() - startMs);
            const domain = domainOf(mail.recipient);
            const rest = (left.get(domain) ?? 0) - 1;
            left.set(domain, rest);
            if (rest === 0) allWaitUntilMs = Math.min(allWaitUntilMs, time.now() - startMs);
            return session.send(mail);
          },
          end: () => session.end(),
        },
      };
    },
    time,
    random,
  );
  // Mixed, as campaigns are.
  const mixed = Object.entries(sites)
    .flatMap(([domain, { messages }]) => Array.from({ length: messages }, () => ({ domain, order: random() })))
    .toSorted((a, b) => a.order - b.order);
  mixed.forEach(({ domain }, index) => fleet.ready.send(copyOf(index, startMs, domain), 0));
  await time.run(() => receiver.log.accepted >= mixed.length);

  const writes = [...remote.writes];
  const count = (isTotal: boolean) =>
    writes.filter(([key]) => key.endsWith(`#${everySite}`) === isTotal).reduce((sum, [, number]) => sum + number, 0);
  return {
    startsMs,
    allWaitUntilMs,
    totalWritesPerMessage: count(true) / mixed.length,
    siteWritesPerMessage: count(false) / mixed.length,
    hopsPerMessage: fleet.counts.hops / mixed.length,
  };
}
