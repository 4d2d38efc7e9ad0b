import * as z from 'zod';
import type { InvocationResult } from '../invocation/execution-environment.ts';

const responseSchema = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullish();

/**
 * The message ids of a batch that may be deleted after its invocation. With partial responses (ReportBatchItemFailures) an empty
 * or absent list is success, and a response that is malformed or names an unknown message fails the whole batch, as Lambda
 * documents it ("Implementing partial batch responses": success and failure conditions).
 */
export function succeededIds(
  result: InvocationResult,
  messageIds: readonly string[],
  reportsItemFailures: boolean,
): readonly string[] {
  if (result.kind !== 'returned') return [];
  if (!reportsItemFailures) return messageIds;
  const response = responseSchema.safeParse(result.value);
  if (!response.success) return [];
  const failed = new Set(response.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  const known = new Set(messageIds);
  if ([...failed].some((id) => !known.has(id))) return [];
  return messageIds.filter((id) => !failed.has(id));
}
