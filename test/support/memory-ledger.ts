import type { DeliveryFacts, Ledger, WriteResult } from '#shared/ledger/ledger.ts';
import type { LedgerRecord } from '#shared/ledger/record.ts';

/** The ledger in memory: what the port means, for tests and simulations. The contract suite holds it against DynamoDB. */
export function createMemoryLedger(): Ledger & { readonly records: Map<string, LedgerRecord> } {
  const records = new Map<string, LedgerRecord>();
  const refuse = (id: string): WriteResult => ({ kind: 'refused', found: records.get(id) ?? null });
  const write = (record: LedgerRecord): WriteResult => {
    records.set(record.id, record);
    return { kind: 'written', doubts: record.doubts };
  };
  const mayClaim = (found: LedgerRecord | undefined, { generation, acceptedAtMs }: DeliveryFacts) =>
    !found ||
    (found.state === 'waiting' && found.generation <= generation) ||
    (found.state === 'cancelled' && found.updatedAtMs < acceptedAtMs);

  return {
    records,
    async read(ids) {
      return new Map(ids.flatMap((id) => (records.has(id) ? [[id, records.get(id) as LedgerRecord]] : [])));
    },
    async claim(facts, { owner, untilMs, nowMs }) {
      const found = records.get(facts.id);
      const isOurs = found?.state === 'sending' && found.owner === owner;
      if (!mayClaim(found, facts) && !isOurs) return refuse(facts.id);
      return write({
        ...recordOf(facts),
        state: 'sending',
        doubts: found?.doubts ?? 0,
        updatedAtMs: nowMs,
        owner,
        untilMs,
      });
    },
    async settle(facts, settlement, { owner, nowMs }) {
      const found = records.get(facts.id);
      const mayWrite = owner === null ? mayClaim(found, facts) : found?.state === 'sending' && found.owner === owner;
      if (!mayWrite) {
        const isDone = owner !== null && found?.owner === owner && found.state === settlement.to;
        return isDone ? { kind: 'written', doubts: found.doubts } : refuse(facts.id);
      }
      const waits = settlement.to === 'waiting';
      return write({
        ...recordOf(facts),
        generation: facts.generation + (waits ? 1 : 0),
        state: settlement.to,
        doubts: (found?.doubts ?? 0) + (settlement.addDoubt ? 1 : 0),
        updatedAtMs: nowMs,
        ...(found?.owner === undefined ? {} : { owner: found.owner }),
        ...(settlement.to === 'waiting' ? { nextAttemptAtMs: settlement.nextAttemptAtMs } : {}),
      });
    },
    async doubt({ id, owner }, policy, nowMs) {
      const found = records.get(id);
      if (found?.state !== 'sending' || found.owner !== owner || (found.untilMs ?? 0) >= nowMs) return refuse(id);
      const { untilMs: _untilMs, ...rest } = found;
      const state = policy === 'resend' ? 'waiting' : 'in-doubt';
      return write({ ...rest, state, doubts: found.doubts + 1, updatedAtMs: nowMs });
    },
  };
}

function recordOf({ acceptedAtMs: _acceptedAtMs, ...facts }: DeliveryFacts) {
  return facts;
}
