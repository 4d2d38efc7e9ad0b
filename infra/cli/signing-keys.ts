import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { PipelineConfig } from '#infra/config/schema.ts';
import { parseDkimKey } from '#shared/mail/dkim-key.ts';
import type { ExpectedKey } from '#shared/sender-dns/check-dkim.ts';
import { UsageError } from './command.ts';

/** The keys of a configuration; with their private parts where these are to be read. */
export async function readSigningKeys(dkim: PipelineConfig['dkim'], isToBeRead: boolean): Promise<ExpectedKey[]> {
  if (!isToBeRead) return dkim.map(({ domain, selector }) => ({ domain, selector, key: null }));
  const client = new SecretsManagerClient();
  try {
    return await Promise.all(
      dkim.map(async ({ domain, selector, secretName }) => {
        const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretName }));
        const parsed = parseDkimKey(SecretString ?? '');
        if ('problem' in parsed) throw new UsageError(`secret ${secretName} ${parsed.problem}`);
        return { domain, selector, key: parsed.key };
      }),
    );
  } finally {
    client.destroy();
  }
}
