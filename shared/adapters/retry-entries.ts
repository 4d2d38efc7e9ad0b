import type { Clock } from '../clock.ts';

/** How SQS and SNS name the entries of a batch call that failed; `Id` is the entry's index. */
export interface FailedEntry {
  readonly Id: string | undefined;
  readonly Code?: string | undefined;
  readonly Message?: string | undefined;
  readonly SenderFault?: boolean | undefined;
}

/**
 * Sends the entries of a batch; those that fail on the service's side are tried again, `tries` times in all, with a growing
 * wait. Returns null or the error of each entry: what one try has sent stays sent, whatever becomes of the next.
 */
export async function retryEntries(
  count: number,
  send: (indexes: readonly number[]) => Promise<readonly FailedEntry[]>,
  clock: Clock,
  tries: number,
): Promise<(Error | null)[]> {
  const results = Array.from({ length: count }, (): Error | null => new Error('not sent'));
  let pending = results.map((_, index) => index);
  for (let attempt = 1; pending.length > 0 && attempt <= tries; attempt++) {
    if (attempt > 1) await clock.sleep(50 * 2 ** attempt);
    let failed: Map<number, FailedEntry>;
    try {
      failed = new Map((await send(pending)).map((failure) => [Number(failure.Id), failure]));
    } catch (error) {
      // The SDK has tried the call again already.
      for (const index of pending) results[index] = error instanceof Error ? error : new Error(String(error));
      return results;
    }
    for (const index of pending) {
      const failure = failed.get(index);
      results[index] = failure ? new Error(`refused: ${failure.Code ?? ''} ${failure.Message ?? ''}`) : null;
    }
    pending = pending.filter((index) => failed.get(index)?.SenderFault === false);
  }
  return results;
}
