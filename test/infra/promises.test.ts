import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { feedbackEnvironmentSchema } from '#functions/feedback/environment.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import { watchEnvironmentSchema } from '#functions/watch/environment.ts';
import { resolveConfig } from '#infra/config/resolve-config.ts';
import { pascalCase } from '#infra/constructs/pascal-case.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { configurations } from './support/configurations.ts';
import { readResources, type Statement } from './support/read-resources.ts';
import { synthesise } from './support/synthesise.ts';

const days = 86_400;
const sorted = (items: readonly string[]) => items.toSorted((a, b) => a.localeCompare(b));

describe.each(configurations)('whoever deploys the $name configuration is promised that', ({ config }) => {
  const template = synthesise({ stage: 'prod', config });
  const { lanes } = resolveConfig(config, 'prod');
  const { queues, functions, mappings, rolePolicies, queuePolicies, topicPolicies, bucketPolicies } =
    readResources(template);
  const queueOf = (arn: string) => queues.find((queue) => queue.arn === arn);
  const isSender = ({ id }: { id: string }) => /^Lane.*Deliver/.test(id);

  test('each lane, the submit queue and the feedback queue has its queues, mappings and function', () => {
    const count = Object.keys(lanes).length;
    expect(queues).toHaveLength(3 + 2 + 3 * count);
    expect(mappings).toHaveLength(2 + 2 * count);
    // One more watches DNS, by a schedule.
    expect(functions).toHaveLength(3 + count);
  });

  test('mail that crashes its function ten times is set aside, and not lost', () => {
    for (const mapping of mappings) {
      const { RedrivePolicy, QueueName } = queueOf(mapping.EventSourceArn) ?? {};
      expect(RedrivePolicy?.maxReceiveCount, QueueName).toBe(10);
      expect(queueOf(RedrivePolicy?.deadLetterTargetArn ?? '')?.QueueName, QueueName).toMatch(/-dead-letter$/);
    }
  });

  test('each dead-letter queue takes from exactly the queues that name it, and tells somebody', () => {
    const alarmed = template.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => {
      expect(properties['AlarmActions']).toEqual([template.outputs['AlarmsTopicArn']]);
      return JSON.stringify(properties['Dimensions'] ?? '');
    });
    const deadLetters = queues.filter(({ QueueName }) => QueueName.endsWith('-dead-letter'));
    expect(deadLetters.length).toBeGreaterThan(0);
    for (const { id, arn, RedriveAllowPolicy } of deadLetters) {
      const sources = queues.filter(({ RedrivePolicy }) => RedrivePolicy?.deadLetterTargetArn === arn);
      expect(RedriveAllowPolicy?.redrivePermission, id).toBe('byQueue');
      expect(sorted(RedriveAllowPolicy?.sourceQueueArns.map((name) => name.replace(/^.*:/, '')) ?? [])).toEqual(
        sorted(sources.map(({ QueueName }) => QueueName)),
      );
      expect(alarmed.filter((dimensions) => dimensions.includes(`<${id}.QueueName>`)).length, id).toBeGreaterThan(0);
    }
  });

  test('mail stays invisible for six times the time-out and the window of the function that has it', () => {
    for (const mapping of mappings) {
      const timeout = functions.find(({ id }) => `<${id}>` === mapping.FunctionName)?.Timeout ?? Infinity;
      const visibility = queueOf(mapping.EventSourceArn)?.VisibilityTimeout ?? 0;
      expect(visibility, mapping.id).toBeGreaterThanOrEqual(6 * timeout + mapping.MaximumBatchingWindowInSeconds);
    }
  });

  test('a batch answers for each of its messages', () => {
    for (const { FunctionResponseTypes } of mappings) {
      expect(FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    }
  });

  test('no lane runs more invocations than it is given', () => {
    for (const [name, { maximumConcurrency }] of Object.entries(lanes)) {
      const own = mappings.filter(({ id }) => id.startsWith(`Lane${pascalCase(name)}Deliver`));
      const sum = own.reduce((total, { ScalingConfig }) => total + ScalingConfig.MaximumConcurrency, 0);
      expect({ name, mappings: own.length, sum }).toEqual({ name, mappings: 2, sum: maximumConcurrency });
    }
  });

  test('every queue is encrypted, keeps mail for 14 days and refuses what does not come by TLS', () => {
    for (const queue of queues) {
      expect(queue, queue.QueueName).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * days });
      expect(deniesPlainText(queuePolicies, queue.id), queue.QueueName).toBe(true);
    }
  });

  test('topics and the content bucket refuse what does not come by TLS', () => {
    for (const { id } of template.ofType('AWS::SNS::Topic')) expect(deniesPlainText(topicPolicies, id), id).toBe(true);
    for (const { id } of template.ofType('AWS::S3::Bucket')) expect(deniesPlainText(bucketPolicies, id), id).toBe(true);
  });

  test('nobody outside the account is let in', () => {
    const allowed = [...queuePolicies, ...topicPolicies, ...bucketPolicies].flatMap(({ statements }) =>
      statements.filter(({ Effect }) => Effect === 'Allow'),
    );
    const ofThisAccount = { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } };
    const itsTopics = { ArnLike: { 'aws:SourceArn': 'arn:<AWS::Partition>:sns:*:<AWS::AccountId>:*' } };
    // SES's topics and stored mail feed the feedback queue; CloudWatch tells the alarms' topic.
    expect(allowed.map(({ Principal, Condition }) => ({ Principal, Condition }))).toEqual([
      { Principal: { Service: 'sns.amazonaws.com' }, Condition: itsTopics },
      { Principal: { Service: 's3.amazonaws.com' }, Condition: ofThisAccount },
      { Principal: { Service: 'cloudwatch.amazonaws.com' }, Condition: ofThisAccount },
    ]);
  });

  test('all functions run on Node.js 24 and arm64, and write JSON logs that end', () => {
    const logs = template.ofType('AWS::Logs::LogGroup');
    for (const { id, Runtime, Architectures, LoggingConfig } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
      expect(LoggingConfig.LogFormat, id).toBe('JSON');
      const log = logs.find((group) => `<${group.id}>` === LoggingConfig.LogGroup);
      expect(log?.properties['RetentionInDays'], id).toBe(30);
    }
  });

  test('only senders may loop', () => {
    for (const sender of functions) expect(sender.RecursiveLoop === 'Allow', sender.id).toBe(isSender(sender));
  });

  test('each function has the variables that its schema reads, Powertools’, and no other', () => {
    for (const { id, Environment } of functions) {
      const schema = schemaOf(id);
      expect(() => parseEnvironment<z.ZodType>(schema, Environment.Variables), id).not.toThrow();
      expect(sorted(Object.keys(Environment.Variables)), id).toEqual(
        sorted([...Object.keys(schema.shape), 'POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE']),
      );
    }
  });

  test('all variables of a function fit into the 4 KB that Lambda has for them', () => {
    for (const { id, Environment } of functions) {
      // A reference is longer than its name in angle brackets: an ARN or URL takes 120 bytes.
      const text = JSON.stringify(Environment.Variables).replace(/<[^<>]+>/g, 'x'.repeat(120));
      expect(text.length, id).toBeLessThan(4096);
    }
  });

  test('no role has a managed policy', () => {
    for (const { properties } of template.ofType('AWS::IAM::Role')) {
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  test('no policy names an action by a wildcard, nor a resource but the objects of a bucket', () => {
    const isAddressed = new Set(functions.filter(({ VpcConfig }) => VpcConfig).map(({ Role }) => Role.split('.')[0]));
    for (const { target, statements } of rolePolicies) {
      for (const statement of statements) {
        for (const action of statement.Action) expect(action, target).not.toContain('*');
        // Lambda's own management of network interfaces, which works on all or nothing: see network.test.ts.
        if (statement.Action.every((action) => action.startsWith('ec2:'))) {
          expect(isAddressed, target).toContain(target.slice(0, -1));
          continue;
        }
        for (const resource of statement.Resource) {
          expect(resource, target).toMatch(/^(<Content\w+\.Arn>|arn:[^*]+:s3:::[^*]+)\/[^*]*\*$|^[^*]+$/);
        }
      }
    }
  });

  test('a deploy, a removed lane or a deleted stack deletes no mail, no record and no address', () => {
    const kept = template.resources.filter(({ removal }) => removal.deletion === 'RetainExceptOnCreate');
    const what = (type: string) => kept.filter((resource) => resource.type === type).map(({ id }) => id);
    expect(what('AWS::SQS::Queue')).toEqual(queues.map(({ id }) => id));
    expect(what('AWS::EC2::EIP')).toEqual(template.ofType('AWS::EC2::EIP').map(({ id }) => id));
    expect(what('AWS::S3::Bucket')).toEqual(template.ofType('AWS::S3::Bucket').map(({ id }) => id));
    expect(what('AWS::DynamoDB::Table').map(withoutHash)).toEqual([
      'TablesLedger',
      'TablesManifest',
      'TablesSuppression',
    ]);
    for (const { id, removal } of kept) expect(removal.replacement, id).toBe('Retain');
  });

  test('the records are paid by use, end by themselves, and those worth it can be restored and not deleted', () => {
    const tables = template.ofType('AWS::DynamoDB::Table').map(({ id, properties }) => {
      expect(properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        TimeToLiveSpecification: { AttributeName: 'expiresAtEpochSeconds', Enabled: true },
      });
      const recovery = z
        .object({ PointInTimeRecoveryEnabled: z.boolean() })
        .parse(properties['PointInTimeRecoverySpecification']);
      return [withoutHash(id), properties['DeletionProtectionEnabled'], recovery.PointInTimeRecoveryEnabled];
    });
    expect(tables).toEqual([
      ['TablesLedger', true, true],
      ['TablesManifest', true, true],
      ['TablesBucket', false, false],
      ['TablesSuppression', true, true],
    ]);
  });
});

function schemaOf(functionId: string) {
  if (functionId.startsWith('Lane')) return deliverEnvironmentSchema;
  if (functionId.startsWith('Feedback')) return feedbackEnvironmentSchema;
  return functionId.startsWith('Watch') ? watchEnvironmentSchema : submitEnvironmentSchema;
}

function withoutHash(id: string): string {
  return id.replace(/[0-9A-F]{8}$/, '');
}

function deniesPlainText(policies: { target: string; statements: Statement[] }[], id: string): boolean {
  return policies.some(
    ({ target, statements }) =>
      target === `<${id}>` &&
      statements.some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      ),
  );
}
