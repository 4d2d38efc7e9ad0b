import { z } from 'zod';
import type { Synthesised } from './synthesise.ts';

const queueSchema = z.object({
  QueueName: z.string(),
  VisibilityTimeout: z.number(),
  MessageRetentionPeriod: z.number(),
  SqsManagedSseEnabled: z.boolean(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number() }).optional(),
  RedriveAllowPolicy: z.object({ redrivePermission: z.string(), sourceQueueArns: z.array(z.string()) }).optional(),
});

const functionSchema = z.object({
  Timeout: z.number(),
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  Role: z.string(),
  RecursiveLoop: z.string().optional(),
  LoggingConfig: z.object({ LogFormat: z.string(), LogGroup: z.string() }),
  VpcConfig: z.object({ SubnetIds: z.array(z.string()), SecurityGroupIds: z.array(z.string()) }).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
});

const mappingSchema = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number(),
  MaximumBatchingWindowInSeconds: z.number(),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
  FunctionResponseTypes: z.array(z.string()),
});

/** A list, also where CloudFormation takes its only item bare. */
const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore,
  Resource: oneOrMore,
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
export type Statement = z.infer<typeof statementSchema>;

const policySchema = z.object({ PolicyDocument: z.object({ Statement: z.array(statementSchema) }) });

/** The resources of a template with the attributes that the tests ask for. */
export function readResources(template: Synthesised) {
  const read = <T extends object>(type: string, schema: z.ZodType<T>) =>
    template.ofType(type).map(({ id, properties }) => ({ id, arn: `<${id}.Arn>`, ...schema.parse(properties) }));
  const statements = (type: string, of: 'Roles' | 'Queues' | 'Topics' | 'Bucket') =>
    template.ofType(type).flatMap(({ properties }) => {
      const { Statement } = policySchema.parse(properties).PolicyDocument;
      return oneOrMore.parse(properties[of]).map((target) => ({ target, statements: Statement }));
    });
  return {
    queues: read('AWS::SQS::Queue', queueSchema),
    functions: read('AWS::Lambda::Function', functionSchema),
    mappings: read('AWS::Lambda::EventSourceMapping', mappingSchema),
    rolePolicies: statements('AWS::IAM::Policy', 'Roles'),
    queuePolicies: statements('AWS::SQS::QueuePolicy', 'Queues'),
    topicPolicies: statements('AWS::SNS::TopicPolicy', 'Topics'),
    bucketPolicies: statements('AWS::S3::BucketPolicy', 'Bucket'),
  };
}
