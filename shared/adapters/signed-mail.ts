import type { MailContent } from '../mail/content.ts';
import type { DeliveryCopy } from '../mail/delivery.ts';
import { rewrittenBy } from '../mail/dkim-fields.ts';
import { signMessage } from '../mail/dkim-sign.ts';
import type { FindSigningKey } from '../mail/find-signing-key.ts';
import type { Egress } from '../routing/egress.ts';
import { type ComposeOptions, composeMessage } from './mail-composer.ts';

/**
 * Composes and signs the message of a delivery: the same bytes at each attempt, while the key is the same. A From-domain without a key
 * gives an unsigned message; one whose key cannot be used gives none, it throws.
 */
export function createMailMaker(
  findSigningKey: FindSigningKey,
  egress: Egress,
  options: ComposeOptions,
): (copy: DeliveryCopy, content: MailContent) => Promise<Buffer> {
  const leftOut = rewrittenBy(egress.kind === 'relay' ? egress.host : null);
  return async (copy, content) => {
    const found = await findSigningKey(copy.fromDomain);
    if (found.kind === 'fault') throw new Error(found.reason);
    const message = await composeMessage(copy, content, options);
    return found.kind === 'none' ? message : signMessage(message, found, { atMs: copy.acceptedAtMs, leftOut });
  };
}
