import { RemovalPolicy } from 'aws-cdk-lib';
import { type Attribute, AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** What the pipeline remembers. Each record carries its own end, `expiresAtEpochSeconds`. */
export class Tables extends Construct {
  /** What became of each delivery. */
  readonly ledger: Table;
  /** Which deliveries were accepted, batch by batch. */
  readonly manifest: Table;
  /**
   * The limiter's state, one item per egress and site: learned again from replies. With it, what is not: limits that were set by hand,
   * holds of From-domains, stops of egresses, whom a human was told of. All of it goes with the stack (docs/deploy.md, "Removal").
   */
  readonly bucket: Table;
  /** Recipients who are not to be written to. */
  readonly suppression: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ledger = this.table('Ledger', { partitionKey: text('id') }, 'kept');
    this.manifest = this.table('Manifest', { partitionKey: text('day'), sortKey: text('batch') }, 'kept');
    this.bucket = this.table('Bucket', { partitionKey: text('key') }, 'rebuilt');
    this.suppression = this.table('Suppression', { partitionKey: text('key') }, 'kept');
    acknowledge(this.bucket, {
      'AwsSolutions-DDB3':
        'What was learned is learned again within minutes, and an old state would be wrong; what operators set is told in docs/deploy.md.',
    });
  }

  /** v1 tables: other implementations of CloudFormation know them, and nothing here needs global ones. */
  private table(id: string, key: { partitionKey: Attribute; sortKey?: Attribute }, worth: 'kept' | 'rebuilt'): Table {
    const isKept = worth === 'kept';
    return new Table(this, id, {
      ...key,
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAtEpochSeconds',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isKept },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
  }
}
