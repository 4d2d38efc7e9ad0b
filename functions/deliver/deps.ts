import type { QueueSender } from '#shared/adapters/sqs-sender.ts';
import type { AttentionStore } from '#shared/attention/attention.ts';
import type { Buckets } from '#shared/bucket/bucket.ts';
import type { EgressStop } from '#shared/bucket/egress-stop.ts';
import type { Holds } from '#shared/bucket/hold.ts';
import type { LimitTable } from '#shared/bucket/limits.ts';
import type { Clock } from '#shared/clock.ts';
import type { EventSink } from '#shared/events/event.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import type { DoubtPolicy, Ledger } from '#shared/ledger/ledger.ts';
import type { MailContent } from '#shared/mail/content.ts';
import type { ContentReference, DeliveryCopy } from '#shared/mail/delivery.ts';
import type { FindSigningKey } from '#shared/mail/find-signing-key.ts';
import type { SuppressBounced } from '#shared/mail/suppression.ts';
import type { RetrySchedule } from '#shared/retry/schedule.ts';
import type { Egress, Routes } from '#shared/routing/egress.ts';
import type { HostMemory } from '#shared/routing/host-memory.ts';
import type { LookUpAddresses, LookUpMx } from '#shared/routing/lookup.ts';
import type { OpenSession } from '#shared/smtp/session.ts';
import type { Turnstile } from '#shared/turnstile.ts';
import type { Refusals } from './refusals.ts';

/** Everything the use case touches. */
export interface DeliverDeps {
  readonly settings: DeliverSettings;
  readonly ledger: Ledger;
  readonly buckets: Buckets;
  readonly holds: Holds;
  readonly egressStop: EgressStop;
  /** What is pushed back while an invocation runs, and what of it asks for a human. */
  readonly refusals: Refusals;
  readonly attention: AttentionStore;
  readonly openSession: OpenSession;
  readonly lookUpMx: LookUpMx;
  readonly lookUpAddresses: LookUpAddresses;
  /** What was met at single hosts; a verdict of scope `host` belongs here. */
  readonly hosts: HostMemory;
  /** The lane's queues. */
  readonly ready: QueueSender;
  readonly retry: QueueSender;
  readonly loadContent: (reference: ContentReference) => Promise<MailContent>;
  /** Does the work when its turn comes: what holds a message of megabytes, few at once. */
  readonly largeInTurn: Turnstile;
  readonly compose: (copy: DeliveryCopy, content: MailContent) => Promise<Uint8Array>;
  /** Asked before anything is spent on a copy: what cannot be signed waits. */
  readonly findSigningKey: FindSigningKey;
  readonly suppress: SuppressBounced;
  readonly events: EventSink;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** A short name that no other session has. */
  readonly newOwner: () => string;
}

export interface DeliverSettings {
  readonly lane: string;
  readonly egress: Egress;
  readonly routes: Routes;
  readonly limits: LimitTable;
  readonly retrySchedule: RetrySchedule;
  readonly doubtPolicy: DoubtPolicy;
  /** No DATA is started with less time left. */
  readonly dataReserveMs: number;
  /** A lease outlives its invocation by this. */
  readonly deadConnectionMs: number;
  /** ε. */
  readonly clockErrorMs: number;
  /** Sessions open at once in one invocation. */
  readonly maxSessions: number;
  /** The egress has a cap in total, over all sites. */
  readonly isEgressCapped: boolean;
}

export interface Invocation {
  readonly deadlineMs: number;
}
