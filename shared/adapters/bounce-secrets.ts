import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseBounceSecrets } from '../mail/bounce-address.ts';
import { createSecret } from './secret-text.ts';

/**
 * The secrets of the bounce addresses: the first makes new ones, all of them are believed. Rejects where there is none that can be
 * used: mail whose bounces nobody could tell from forged ones is not accepted.
 */
export function createBounceSecrets(
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number,
): () => Promise<readonly [string, ...string[]]> {
  const parse = (text: string) => {
    const value = parseBounceSecrets(text);
    return value ? { value } : { problem: 'holds no secret of at least 32 characters, or a shorter one beside it' };
  };
  const read = createSecret(client, secretArn, parse, now);
  return async () => {
    const secret = await read();
    if (secret.kind === 'fault') throw new Error(secret.reason);
    return secret.value;
  };
}
