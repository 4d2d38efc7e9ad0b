import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { Log } from '../lambda/log.ts';
import { parseDkimKey } from '../mail/dkim-key.ts';
import type { FindSigningKey } from '../mail/find-signing-key.ts';
import { signingDomainOf } from '../mail/signing-domain.ts';
import { createSecret } from './secret-text.ts';

/** A domain that signs, its selector, and the secret that holds its private key. */
export const dkimConfigSchema = z.array(
  z.strictObject({ domain: z.string(), selector: z.string(), secretArn: z.string() }),
);

function parse(text: string) {
  const parsed = parseDkimKey(text);
  return 'key' in parsed ? { value: parsed.key } : parsed;
}

/** The keys of the configured domains, from Secrets Manager: each read and parsed once (and again when it was rotated). */
export function createDkimKeys(
  client: SecretsManagerClient,
  configs: z.infer<typeof dkimConfigSchema>,
  now: () => number,
  log: Log,
): FindSigningKey {
  const keys = new Map(
    configs.map((config) => [config.domain, { ...config, read: createSecret(client, config.secretArn, parse, now) }]),
  );
  const domains = [...keys.keys()];
  const told = new Map<string, string>();
  return async (fromDomain) => {
    const domain = signingDomainOf(fromDomain, domains);
    const entry = domain === undefined ? undefined : keys.get(domain);
    if (!entry) return { kind: 'none' };
    const secret = await entry.read();
    if (secret.kind === 'read') {
      told.delete(entry.domain);
      return { kind: 'key', domain: entry.domain, selector: entry.selector, key: secret.value };
    }
    const reason = `the DKIM key of ${entry.domain} cannot be used: ${secret.reason}`;
    if (told.get(entry.domain) !== reason) log.error('mail waits for its DKIM key', { domain: entry.domain, reason });
    told.set(entry.domain, reason);
    return { kind: 'fault', reason };
  };
}
