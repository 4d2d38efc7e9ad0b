import type { Fault } from '#shared/mail/fault.ts';
import type { SubmitDeps } from './deps.ts';
import type { Refused } from './job.ts';

/** SQS: 1 MiB with attributes (SQS quotas). */
const maxMessageBytes = 1_048_576;
/** Ours: enough to read, little enough that the attributes stay far below what a body may take. */
const maxAttributeLength = 1_000;

/** `from: is missing; expiresAt: lies in the past`. */
export function reasonOf(faults: readonly Fault[]): string {
  return faults.map(({ field, problem }) => `${field}: ${problem}`).join('; ');
}

/**
 * Puts a refused submission on the refused queue: its body as it came, what is wrong as attributes. `field` and `expected` are
 * those of the first fault, `faults` all of them as JSON.
 */
export async function refuse(
  { messageId, body, faults }: Refused,
  { refused, keepBody }: Pick<SubmitDeps, 'refused' | 'keepBody'>,
): Promise<void> {
  const attributes = {
    reason: attribute(reasonOf(faults)),
    field: attribute(faults[0].field),
    expected: attribute(faults[0].expected),
    messageId,
    faults: attribute(JSON.stringify(faults), 8_000),
  };
  const attributeBytes = Object.entries(attributes).flat().join('').length + 100;
  const fits = Buffer.byteLength(body) + attributeBytes <= maxMessageBytes;
  await refused.send({
    body: fits ? body : JSON.stringify({ body: await keepBody(body) }),
    delaySeconds: 0,
    attributes,
  });
}

/** Attributes hold printable ASCII, which every queue takes. */
function attribute(text: string, maxLength = maxAttributeLength): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, maxLength) || '-';
}
