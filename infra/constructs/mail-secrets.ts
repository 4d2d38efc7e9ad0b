import type { ReturnPath } from '#shared/mail/return-path.ts';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { PipelineConfig } from '../config/schema.ts';

/** The secrets that mail is signed with and that bounce addresses are made of: made by the user, named in the configuration. */
export class MailSecrets extends Construct {
  readonly dkim: readonly { readonly domain: string; readonly selector: string; readonly secretArn: string }[];
  readonly returnPath: ReturnPath | null;

  constructor(scope: Construct, id: string, { dkim, returnPath }: Pick<PipelineConfig, 'dkim' | 'returnPath'>) {
    super(scope, id);
    const arnOf = (name: string, secretName: string) => Secret.fromSecretNameV2(this, name, secretName).secretArn;
    this.dkim = dkim.map(({ domain, selector, secretName }) => ({
      domain,
      selector,
      secretArn: arnOf(`Dkim-${domain}`, secretName),
    }));
    this.returnPath =
      returnPath?.kind === 'verp'
        ? { kind: 'verp', domain: returnPath.domain, secretArn: arnOf('Verp', returnPath.secretName) }
        : (returnPath ?? null);
  }

  /** What a sender must be granted, as resources of IAM. */
  get signingGrants(): readonly string[] {
    return this.dkim.map(({ secretArn }) => granted(secretArn));
  }

  /** What the submit function must be granted. */
  get returnPathGrants(): readonly string[] {
    return this.returnPath?.kind === 'verp' ? [granted(this.returnPath.secretArn)] : [];
  }
}

/** With the six characters that Secrets Manager appends to a name. */
function granted(secretArn: string): string {
  return `${secretArn}-??????`;
}
