import type { QueueSender } from '#shared/adapters/sqs-sender.ts';
import type { LimitTable } from '#shared/bucket/limits.ts';
import type { Clock } from '#shared/clock.ts';
import type { EventSink } from '#shared/events/event.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import type { Ledger, Manifest } from '#shared/ledger/ledger.ts';
import type { ContentStore } from '#shared/mail/content-store.ts';
import type { ReadSource } from '#shared/mail/read-source.ts';
import type { SenderRule } from '#shared/mail/sender-policy.ts';
import type { ReturnPaths } from '#shared/mail/return-path.ts';
import type { FindSuppressed } from '#shared/mail/suppression.ts';
import type { Egress, Routes } from '#shared/routing/egress.ts';
import type { LookUpMx } from '#shared/routing/lookup.ts';
import type { Turnstile } from '#shared/turnstile.ts';

/** A lane as the submit function sees it: where accepted copies go. */
export interface LaneEntry {
  readonly name: string;
  readonly ready: QueueSender;
  readonly egress: Egress;
  readonly giveUpAfterMs: number;
  /** Mail without one-click unsubscribe is refused. */
  readonly requireUnsubscribe: boolean;
}

export interface SubmitSettings {
  readonly lanes: ReadonlyMap<string, LaneEntry>;
  readonly defaultLane: string;
  readonly senders: readonly SenderRule[];
  readonly contentSources: readonly string[];
  readonly maxMessageBytes: number;
  readonly routes: Routes;
  readonly limits: LimitTable;
  /** Whether an accepted delivery is an event too. */
  readonly acceptedEvents: boolean;
  /** The From-domain must align with one of these; empty: it need not be signed. */
  readonly signingDomains: readonly string[];
}

/** Everything the use case touches. */
export interface SubmitDeps {
  readonly settings: SubmitSettings;
  readonly manifest: Manifest;
  readonly ledger: Pick<Ledger, 'settle'>;
  readonly content: Pick<ContentStore, 'save'>;
  readonly readSource: ReadSource;
  /** Does the work when its turn comes: what holds a whole message in memory, few at once. */
  readonly inTurn: Turnstile;
  readonly findSuppressed: FindSuppressed;
  readonly returnPaths: ReturnPaths;
  readonly lookUpMx: LookUpMx;
  readonly refused: QueueSender;
  /** Keeps a body that the refused queue cannot take, and returns where. */
  readonly keepBody: (body: string) => Promise<string>;
  readonly events: EventSink;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
}
