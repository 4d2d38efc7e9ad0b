import type { Egress } from '#shared/routing/egress.ts';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { EgressConfig } from '../config/egress-schema.ts';

const implicitTlsPorts = [465, 2465];

/** The configured egresses as the functions take them, with the secret that a sender needs to use one. */
export class Egresses extends Construct {
  readonly all: readonly Egress[];
  private readonly secrets = new Map<string, ISecret>();

  constructor(scope: Construct, id: string, configs: readonly EgressConfig[]) {
    super(scope, id);
    this.all = configs.map((config) => {
      if (config.kind === 'relay') return this.relay(config);
      const { zone: _zone, elasticIp: _elasticIp, ...egress } = config;
      return egress;
    });
  }

  named(name: string): { readonly egress: Egress; readonly secret: ISecret | undefined } {
    const egress = this.all.find((candidate) => candidate.name === name);
    if (!egress) throw new Error(`no egress is named "${name}"`);
    return { egress, secret: this.secrets.get(name) };
  }

  private relay(config: EgressConfig & { kind: 'relay' }): Egress {
    const { secretName, tls = implicitTlsPorts.includes(config.port) ? 'implicit' : 'starttls', ...relay } = config;
    if (secretName === undefined) return { ...relay, tls };
    const secret = Secret.fromSecretNameV2(this, `Secret-${config.name}`, secretName);
    this.secrets.set(config.name, secret);
    return { ...relay, tls, secretArn: secret.secretArn };
  }
}
