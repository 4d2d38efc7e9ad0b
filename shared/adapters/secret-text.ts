import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A rotated secret is taken up after this long. */
const cacheMs = 5 * 60_000;
/** What could not be read is not asked for again before this: a missing grant would cost a call a message. */
const retryMs = 60_000;

export type SecretRead<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'fault'; readonly reason: string };

/**
 * A secret of Secrets Manager in parsed form: read at first use, kept for five minutes, shared by all who ask meanwhile. A secret that
 * cannot be read or parsed is a fault for a minute; where it was read before and Secrets Manager does not answer, what was read last holds.
 * `parse` returns a problem in words, which must not hold any of the text.
 */
export function createSecret<T>(
  client: SecretsManagerClient,
  secretArn: string,
  parse: (text: string) => { readonly value: T } | { readonly problem: string },
  now: () => number,
): () => Promise<SecretRead<T>> {
  let known: { readonly untilMs: number; readonly read: Promise<SecretRead<T>> } | null = null;
  let lastGood: SecretRead<T> | null = null;

  async function read(): Promise<SecretRead<T>> {
    const text = await client.send(new GetSecretValueCommand({ SecretId: secretArn })).then(
      ({ SecretString = '' }) => ({ SecretString }),
      (error: unknown) => ({ reason: error instanceof Error ? error.name : 'unknown' }),
    );
    if ('reason' in text) {
      return lastGood ?? { kind: 'fault', reason: `the secret ${secretArn} cannot be read: ${text.reason}` };
    }
    const parsed = parse(text.SecretString);
    if ('problem' in parsed) {
      lastGood = null;
      return { kind: 'fault', reason: `the secret ${secretArn} ${parsed.problem}` };
    }
    lastGood = { kind: 'read', value: parsed.value };
    return lastGood;
  }

  return async () => {
    if (!known || known.untilMs <= now()) {
      const reading = read();
      known = { untilMs: now() + cacheMs, read: reading };
      if ((await reading).kind === 'fault') known = { untilMs: now() + retryMs, read: reading };
      return reading;
    }
    return known.read;
  };
}
