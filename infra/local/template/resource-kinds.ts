import type { LocalPlace } from './local-place.ts';

interface NamedResource {
  readonly name: string;
  readonly place: LocalPlace;
}

interface ResourceKind {
  /** The property that holds a name chosen by the user; without it the logical id is the name. */
  readonly nameProperty: string | null;
  readonly ref: (resource: NamedResource) => string;
  readonly attributes: Readonly<Record<string, (resource: NamedResource) => string>>;
}

const arn = (service: string, rest: (name: string) => string) => (resource: NamedResource) =>
  `arn:aws:${service}:${resource.place.region}:${resource.place.accountId}:${rest(resource.name)}`;

const queueUrl = ({ name, place }: NamedResource) => `${place.endpoint}/${place.accountId}/${name}`;
const byName = ({ name }: NamedResource) => name;

const table: ResourceKind = {
  nameProperty: 'TableName',
  ref: byName,
  attributes: { Arn: arn('dynamodb', (name) => `table/${name}`) },
};

/** Resource types that exist in the local AWS, with what `Ref` and `Fn::GetAtt` of them give. */
export const localKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    ref: queueUrl,
    attributes: { Arn: arn('sqs', (name) => name), QueueName: byName, QueueUrl: queueUrl },
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    ref: arn('sns', (name) => name),
    attributes: { TopicArn: arn('sns', (name) => name), TopicName: byName },
  },
  'AWS::SNS::Subscription': { nameProperty: null, ref: byName, attributes: {} },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    // Bucket names are lower case; a logical id is not.
    ref: ({ name }) => name.toLowerCase(),
    attributes: { Arn: ({ name }) => `arn:aws:s3:::${name.toLowerCase()}` },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    ref: byName,
    attributes: { Arn: arn('lambda', (name) => `function:${name}`) },
  },
  'AWS::Lambda::EventSourceMapping': { nameProperty: null, ref: byName, attributes: { Id: byName } },
};

/** Resource types without a local meaning: permissions, operations and networks. Any other type is an error that names it. */
export const ignoredTypes: readonly RegExp[] = [
  // Schedules.
  /^AWS::Events::/,
  /^AWS::IAM::/,
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  /^AWS::KMS::/,
  /^AWS::EC2::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::SQS::Queue(Inline)?Policy$/,
  /^AWS::SNS::Topic(Inline)?Policy$/,
  /^AWS::S3::BucketPolicy$/,
  /^AWS::Lambda::(Permission|EventInvokeConfig|LayerVersion)$/,
  /^AWS::CloudFormation::CustomResource$/,
  /^Custom::/,
];
