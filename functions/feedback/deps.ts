import type { QueueSender } from '#shared/adapters/sqs-sender.ts';
import type { Clock } from '#shared/clock.ts';
import type { EventSink } from '#shared/events/event.ts';
import type { Log } from '#shared/lambda/log.ts';
import type { Meter } from '#shared/lambda/meter.ts';
import type { Ledger } from '#shared/ledger/ledger.ts';
import type { ReadSource } from '#shared/mail/read-source.ts';
import type { SuppressBounced } from '#shared/mail/suppression.ts';

/** Everything the use case touches. */
export interface FeedbackDeps {
  /** Where received mail may lie. */
  readonly sources: readonly string[];
  readonly readSource: ReadSource;
  /** The secrets whose HMACs prove a delivery; none where no return path is made with one. */
  readonly bounceSecrets: () => Promise<readonly string[]>;
  readonly ledger: Pick<Ledger, 'read'>;
  /** By the policy for hard bounces. */
  readonly suppressBounced: SuppressBounced;
  /** Who complained is never written to again, by any lane. */
  readonly suppressComplained: SuppressBounced;
  readonly refused: QueueSender;
  readonly events: EventSink;
  readonly log: Log;
  readonly meter: Meter;
  readonly clock: Pick<Clock, 'now'>;
}
