import type { AlarmDefinition, Watched } from './alarm-definition.ts';
import type { CounterName } from '#shared/lambda/meter.ts';
import type { Metrics } from './metrics.ts';
import { shareOf } from './share-of.ts';

/** Raised at once, and still up an hour after the last: what was said once does not flap. */
const onceAnHour = { periodMinutes: 5, datapoints: 1, of: 12 } as const;

/** The counter of a lane is above zero. */
const any =
  (name: CounterName) =>
  (metrics: Metrics, lane: { readonly name: string }): Watched => ({
    metric: metrics.counter(name, lane.name),
    threshold: 0,
  });

/**
 * What a share is taken of, and over how long; fewer than `atLeast` say nothing in percent. Complaints come days after their mail: a
 * day's would be divided by what happened to be sent since.
 */
const shares = {
  Bounced: { atLeast: 200, periodMinutes: 60, part: 'outcomes in an hour are bounces' },
  Complained: { atLeast: 1_000, periodMinutes: 10_080, part: 'deliveries in a week are complained about' },
} as const;

/** More than so many percent of a lane's outcomes, or deliveries, are these. */
function shareAbove(
  percent: number,
  counter: keyof typeof shares,
  rule: Pick<AlarmDefinition, 'name' | 'severity' | 'question' | 'datapoints' | 'of'>,
): AlarmDefinition {
  const { atLeast, periodMinutes, part } = shares[counter];
  return {
    ...rule,
    when: `more than ${percent} % of at least ${atLeast} ${part}`,
    periodMinutes,
    per: 'lane',
    watch: (metrics, lane) => ({ metric: shareOf(metrics, counter, lane.name, atLeast), threshold: percent }),
  };
}

/** What do receivers say of us? */
export const receiverAlarms: readonly AlarmDefinition[] = [
  {
    name: 'site-suspended',
    severity: 'ticket',
    question: 'Does a receiver shut us out again and again?',
    when: 'a site is suspended in six of twelve periods',
    periodMinutes: 5,
    datapoints: 6,
    of: 12,
    per: 'lane',
    watch: any('SiteSuspended'),
  },
  {
    name: 'site-blocked',
    severity: 'page',
    question: 'Does a receiver block us until a human asks?',
    when: 'a receiver’s reply says that we are blocked',
    ...onceAnHour,
    per: 'lane',
    watch: any('SiteBlocked'),
  },
  {
    name: 'egress-stopped',
    severity: 'page',
    question: 'Is an egress stopped at all sites?',
    when: 'an egress is stopped',
    ...onceAnHour,
    per: 'lane',
    watch: any('EgressStopped'),
  },
  {
    name: 'from-domain-held',
    severity: 'page',
    question: 'Is the mail of a From-domain held for its authentication?',
    when: 'a From-domain is held',
    ...onceAnHour,
    per: 'lane',
    watch: any('FromDomainHeld'),
  },
  {
    name: 'sender-faults',
    severity: 'ticket',
    question: 'Does DNS, or a block list, say of us what receivers do not like?',
    when: 'the look at DNS every six hours finds a fault',
    periodMinutes: 360,
    datapoints: 1,
    of: 1,
    per: 'pipeline',
    watch: (metrics) => ({ metric: metrics.counter('SenderFaults', 'none'), threshold: 0 }),
  },
  {
    name: 'mail-unsendable',
    severity: 'page',
    question: 'Does mail wait for a secret that cannot be used?',
    when: 'mail is put back because the relay’s login, or its domain’s DKIM key, cannot be used',
    periodMinutes: 5,
    datapoints: 2,
    of: 3,
    per: 'lane',
    watch: any('Unsendable'),
  },
  shareAbove(2, 'Bounced', {
    name: 'bounces-high',
    severity: 'ticket',
    question: 'Do more recipients bounce than a clean list has?',
    datapoints: 2,
    of: 3,
  }),
  shareAbove(5, 'Bounced', {
    name: 'bounces-critical',
    severity: 'page',
    question: 'Do so many recipients bounce that providers and relays act?',
    datapoints: 1,
    of: 1,
  }),
  shareAbove(0.1, 'Complained', {
    name: 'complaints-high',
    severity: 'ticket',
    question: 'Do more recipients complain than the large receivers want?',
    datapoints: 1,
    of: 1,
  }),
  shareAbove(0.3, 'Complained', {
    name: 'complaints-critical',
    severity: 'page',
    question: 'Do so many recipients complain that the large receivers refuse us?',
    datapoints: 1,
    of: 1,
  }),
];
