/**
 * What a newer release wrote and this one cannot read comes again after this, ms, as a new message: a deployment replaces the
 * senders one after another, and a rollback may be rolled forward. SQS counts no receive of it.
 */
export const newerReleaseWaitMs = 60_000;
