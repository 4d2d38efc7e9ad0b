import * as z from 'zod';
import type { LedgerRecord } from '../ledger/record.ts';
import { type Item, numberOf } from './conditional-update.ts';

/** A record that another release wrote is read all the same; who would act on it sees that it is of a newer one. */
const stateSchema = z
  .enum(['waiting', 'sending', 'delivered', 'bounced', 'expired', 'cancelled', 'in-doubt'])
  .or(z.string().transform(() => 'newer' as const));

/** Notes are our own JSON, written by `createDynamoLedger`; a record is never unreadable because a note is. */
function notesFrom(json: string | undefined): LedgerRecord['notes'] {
  try {
    const notes: unknown = JSON.parse(json ?? '[]');
    return Array.isArray(notes) ? notes : [];
  } catch {
    return [];
  }
}

export function recordFromItem(item: Item): LedgerRecord {
  return {
    id: item['id']?.S ?? '',
    state: stateSchema.parse(item['state']?.S),
    generation: numberOf(item['generation']),
    doubts: numberOf(item['doubts']),
    attempts: numberOf(item['attempts']),
    lane: item['lane']?.S ?? '',
    site: item['site']?.S ?? '',
    updatedAtMs: numberOf(item['updatedAtMs']),
    notes: notesFrom(item['notes']?.S),
    ...(item['owner']?.S === undefined ? {} : { owner: item['owner'].S }),
    ...(item['untilMs'] === undefined ? {} : { untilMs: numberOf(item['untilMs']) }),
    ...(item['nextAttemptAtMs'] === undefined ? {} : { nextAttemptAtMs: numberOf(item['nextAttemptAtMs']) }),
  };
}
