import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { bounceAddress } from '../mail/bounce-address.ts';
import type { ReturnPath, ReturnPaths } from '../mail/return-path.ts';
import { createBounceSecrets } from './bounce-secrets.ts';

/** The return paths of a configuration: the author's where it names none. Rejects where the secret of VERP cannot be had. */
export function createReturnPaths(
  config: ReturnPath | null,
  client: SecretsManagerClient,
  now: () => number,
): ReturnPaths {
  if (config === null) return async () => () => null;
  if (config.kind === 'fixed') return async () => () => config.address;
  const { domain, secretArn } = config;
  const secrets = createBounceSecrets(client, secretArn, now);
  return async () => {
    const [secret] = await secrets();
    return (deliveryId, recipient) => bounceAddress(deliveryId, recipient, domain, secret);
  };
}
