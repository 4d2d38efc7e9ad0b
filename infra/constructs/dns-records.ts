import { CfnOutput } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { recordsToPublish, type RecordToPublish } from '../config/records-to-publish.ts';
import type { PipelineConfig } from '../config/schema.ts';
import type { Network } from './network/network.ts';

/** CloudFormation takes 200 outputs a stack; the others name the pipeline's parts. */
const mostRecords = 100;

/** What to publish in DNS, one output a record: `DnsSpfExampleDotCom`. */
export class DnsRecords extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { config, network }: { readonly config: PipelineConfig; readonly network: Network | undefined },
  ) {
    super(scope, id);
    const records = recordsToPublish(config, (egressName) => {
      const path = network?.pathOf(egressName);
      if (!path) throw new Error(`egress "${egressName}" has no address`);
      return path;
    });
    if (records.length > mostRecords) {
      this.output('DnsRecords', `${records.length} records, too many to be outputs: npm run sluice -- dns`);
      return;
    }
    for (const record of records) this.output(outputName(record), record.line);
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value }).overrideLogicalId(name);
  }
}

/** Letters and digits only, and no two the same: `mail.a-b.com` → `MailDotADashBDotCom`. */
function outputName({ type, subject }: RecordToPublish): string {
  const words = subject.replaceAll('.', ' dot ').replaceAll('-', ' dash ').split(' ');
  return `Dns${type}${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`;
}
