import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

const secretSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });

export type Credentials = z.infer<typeof secretSchema>;

/** A rotated secret is taken up after this long. */
const cacheMs = 5 * 60_000;

/**
 * The login of a relay, from Secrets Manager: a JSON secret with `username` and `password`. Read at the first connection and
 * kept for five minutes; rejects where it cannot be read or has another form, and says which.
 */
export function createRelayCredentials(
  client: SecretsManagerClient,
  secretArn: string,
  now: () => number,
): () => Promise<Credentials> {
  let known: { untilMs: number; credentials: Credentials } | null = null;
  return async () => {
    if (known && known.untilMs > now()) return known.credentials;
    const { SecretString = '' } = await client.send(new GetSecretValueCommand({ SecretId: secretArn }));
    const parsed = secretSchema.safeParse(parseJson(SecretString));
    // The secret's text stays out of the message.
    if (!parsed.success) throw new Error(`the secret ${secretArn} is not JSON with "username" and "password"`);
    known = { untilMs: now() + cacheMs, credentials: parsed.data };
    return parsed.data;
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
