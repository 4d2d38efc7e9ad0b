/** What is counted; each name answers a question of an operator (docs/observe.md lists them). */
export type CounterName =
  /** Deliveries accepted by the submit function. */
  | 'Accepted'
  /** Submissions refused. */
  | 'Refused'
  /** Recipients dropped because they are on the suppression list. */
  | 'Suppressed'
  | 'Delivered'
  /** Attempts that the receiver, or the way to it, pushed back. */
  | 'Deferred'
  /** Copies put back because of our own limits. */
  | 'Paced'
  /** Copies that wait, unattempted, for a fault of the set-up: the relay's login, or the DKIM key of their domain, cannot be used. */
  | 'Unsendable'
  | 'Bounced'
  | 'Expired'
  | 'Cancelled'
  | 'InDoubt'
  /** Mail that bounced after it had been accepted. */
  | 'Returned'
  /** Readers who called it spam. */
  | 'Complained'
  /** What is wrong with this sender in DNS, or on block lists. */
  | 'SenderFaults'
  /** A site's bucket was brought to a stop; once a stop. */
  | 'SiteSuspended'
  /** A site blocks the egress until a human acts; once a day at each site. */
  | 'SiteBlocked'
  /** Receivers' replies stopped an egress at all sites; once a stop. */
  | 'EgressStopped'
  /** Receivers' replies held the mail of a From-domain; once a hold. */
  | 'FromDomainHeld'
  /** Blocks of messages granted by a site's bucket. */
  | 'Grants'
  /** Writes to a bucket that its state refused: over `Grants`, what contention costs. */
  | 'GrantsRefused'
  /** Doubts: a receiver may hold a copy whose reply was never read. */
  | 'Doubted';

export interface MeterPlace {
  /** `none` where a submission was refused before it had a lane. */
  readonly lane: string;
  /** Any site; the adapter shows only those that are few and known, and the rest as `other`. */
  readonly site?: string;
}

/** Metrics of the pipeline, gathered during an invocation and published at its end. */
export interface Meter {
  count(name: CounterName, value: number, place: MeterPlace): void;
  /** How long mail that was not tried yet has waited for us when it is picked up, s: a hop resets SQS's own age, not this one. */
  observeAge(name: 'AgeAtPickupSeconds', seconds: number, place: MeterPlace): void;
  /** The largest share of a site's connections that was seen in use in an invocation, of those that it may have, %. */
  observePeak(name: 'SlotsInUsePercent', percent: number, place: Required<MeterPlace>): void;
}
