import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseJson } from '../parse-json.ts';
import { createSecret } from './secret-text.ts';

const secretSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });

const remedy =
  'the secret that secretName of the egress names must exist, hold both, and be one that this function may read';

export type Credentials = z.infer<typeof secretSchema>;

function parse(text: string) {
  const parsed = secretSchema.safeParse(parseJson(text));
  return parsed.success ? { value: parsed.data } : { problem: 'is not JSON with "username" and "password"' };
}

/**
 * The login of a relay, from Secrets Manager: a JSON secret with `username` and `password`. Rejects where it cannot be read or
 * has another form, and says which.
 */
export function createRelayCredentials(
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number,
): () => Promise<Credentials> {
  const read = createSecret(client, secretArn, parse, now);
  return async () => {
    const secret = await read();
    if (secret.kind === 'fault') throw new Error(`the relay's login cannot be had: ${secret.reason}; ${remedy}`);
    return secret.value;
  };
}
