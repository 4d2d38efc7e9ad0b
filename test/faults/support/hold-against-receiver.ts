import { audit } from '#shared/ledger/audit.ts';
import type { LedgerReader } from '#shared/ledger/ledger.ts';
import type { Clock } from '#shared/clock.ts';

/** What is found when all is drained. */
export interface Held {
  /** Doubts in the ledger. */
  readonly doubts: number;
  /** Copies at the receiver beyond one for each delivery. */
  readonly secondCopies: number;
  readonly final: Readonly<Record<'delivered' | 'bounced', number>>;
}

/**
 * Holds the ledger against the receiver's messages, by an audit of what was accepted then; throws where a promise is broken.
 * `ids` are all that was accepted.
 */
export async function holdAgainstReceiver(
  ids: readonly string[],
  accepted: { readonly fromMs: number; readonly toMs: number },
  messages: readonly string[],
  { reader, clock }: { readonly reader: LedgerReader; readonly clock: Clock },
): Promise<Held> {
  // All queues are empty: what waits now is lost.
  const report = await audit(reader, accepted, async () => [], { clock });
  if (report.verdict !== 'clean' || report.accepted !== ids.length) {
    throw new Error(`the audit says ${report.verdict} of ${report.accepted}: ${JSON.stringify(report.byState)}`);
  }
  const records = await reader.readConsistent(ids);
  const final = { delivered: 0, bounced: 0 };
  let secondCopies = 0;
  for (const id of ids) {
    const { state, doubts = 0 } = records.get(id) ?? {};
    const copies = messages.filter((message) => message.includes(`<${id}@`)).length;
    if (state !== 'delivered' && state !== 'bounced') throw new Error(`${id} ended ${state}`);
    if (state === 'delivered' && copies === 0) throw new Error(`${id} is lost: delivered, says the ledger`);
    if (copies > 1 + doubts) throw new Error(`${id} has ${copies} copies and ${doubts} doubts`);
    if (state === 'bounced' && copies > doubts) throw new Error(`${id} bounced, and the receiver has ${copies}`);
    final[state]++;
    secondCopies += Math.max(0, copies - 1);
  }
  return { final, doubts: report.doubts, secondCopies };
}
