import { type DeadLetter, type DeadLetters, lettersAtOnce } from '#shared/adapters/dead-letters.ts';

/** What is to become of a dead letter. */
export interface Fate {
  /** The word under which it is counted. */
  readonly name: string;
  /** Sent to where it came from; the letter is removed when SQS has it. */
  readonly resend?: { readonly group?: string };
  /** Removed at once. */
  readonly drops?: boolean;
  /** Why it cannot be read. */
  readonly problem?: string;
}

export interface RedriveDeps {
  readonly letters: DeadLetters;
  readonly judge: (letters: readonly DeadLetter[]) => Promise<readonly Fate[]>;
  /** Resolves when SQS has all of them. */
  readonly send: (messages: readonly { readonly body: string; readonly group?: string }[]) => Promise<void>;
}

export interface RedriveReport {
  /** Letters by the name of their fate. */
  readonly counts: ReadonlyMap<string, number>;
  readonly unreadable: readonly { readonly messageId: string; readonly problem: string }[];
}

/**
 * Goes through a dead-letter queue. What goes back is sent first and removed then: whoever is killed between the two leaves a
 * second copy, which the ledger keeps from being sent twice. What stays is visible again at the end.
 */
export async function redrive(
  { letters, judge, send }: RedriveDeps,
  { isDryRun, limit }: { readonly isDryRun: boolean; readonly limit: number },
): Promise<RedriveReport> {
  const counts = new Map<string, number>();
  const unreadable: { messageId: string; problem: string }[] = [];
  const seen = new Set<string>();
  const kept: DeadLetter[] = [];
  try {
    while (seen.size < limit) {
      const batch = (await letters.receive(limit - seen.size)).filter(({ messageId }) => !seen.has(messageId));
      if (batch.length === 0) break;
      for (const { messageId } of batch) seen.add(messageId);
      // Until it is removed a letter is one to be given back.
      kept.push(...batch);
      const fates = await judge(batch);
      const judged = batch.flatMap((letter, index) => {
        const fate = fates[index];
        return fate ? [{ letter, fate }] : [];
      });
      if (!isDryRun) {
        await send(judged.flatMap(({ letter: { body }, fate }) => (fate.resend ? [{ body, ...fate.resend }] : [])));
        const gone = judged.filter(({ fate }) => fate.resend || fate.drops).map(({ letter }) => letter);
        await letters.remove(gone);
        for (const letter of gone) kept.splice(kept.indexOf(letter), 1);
      }
      for (const { letter, fate } of judged) {
        counts.set(fate.name, (counts.get(fate.name) ?? 0) + 1);
        if (fate.problem !== undefined) unreadable.push({ messageId: letter.messageId, problem: fate.problem });
      }
    }
  } finally {
    for (let from = 0; from < kept.length; from += lettersAtOnce) {
      await letters.release(kept.slice(from, from + lettersAtOnce));
    }
  }
  return { counts, unreadable };
}
