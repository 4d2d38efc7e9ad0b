import { describe, expect, test } from 'vitest';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import { config } from '#infra/config.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { readResources, type Statement } from './support/read-resources.ts';
import { synthesise } from './support/synthesise.ts';

const prod = synthesise({
  stage: 'prod',
  config: {
    ...config,
    contentSources: ['newsletters/mail/'],
    dkim: [{ domain: 'example.com', selector: 's1', secretName: 'sluice/dkim' }],
    returnPath: { kind: 'verp', domain: 'bounce.example.com', secretName: 'sluice/verp' },
  },
});
const { queues, functions, mappings, rolePolicies, queuePolicies, topicPolicies, bucketPolicies } = readResources(prod);

const sorted = (items: readonly string[]) => items.toSorted((a, b) => a.localeCompare(b));
const queueOf = (arn: string) => queues.find((queue) => queue.arn === arn);
const functionNamed = (id: RegExp) => functions.filter((candidate) => id.test(candidate.id));
const concurrencyOf = (lane: RegExp) =>
  mappings
    .filter(({ id }) => lane.test(id))
    .reduce((sum, mapping) => sum + mapping.ScalingConfig.MaximumConcurrency, 0);

describe('queues', () => {
  test('each queue that a function reads has a dead-letter queue, and each other one is an end of the way', () => {
    const ends = queues.filter((queue) => queue.RedrivePolicy === undefined).map((queue) => queue.QueueName);
    expect(sorted(ends)).toEqual([
      'sluice-prod-bulk-dead-letter',
      'sluice-prod-refused',
      'sluice-prod-submit-dead-letter',
      'sluice-prod-transactional-dead-letter',
    ]);
    for (const mapping of mappings) {
      expect(queueOf(mapping.EventSourceArn)?.RedrivePolicy?.maxReceiveCount, mapping.id).toBe(10);
    }
  });

  test('each dead-letter queue takes from exactly the queues that name it', () => {
    const letters = queues.filter((queue) => queue.RedriveAllowPolicy);
    expect(letters).toHaveLength(3);
    for (const { arn, RedriveAllowPolicy } of letters) {
      const sources = queues.filter((queue) => queue.RedrivePolicy?.deadLetterTargetArn === arn);
      const allowed = RedriveAllowPolicy?.sourceQueueArns.map((source) => source.replace(/^.*:/, '')) ?? [];
      expect(sorted(allowed)).toEqual(sorted(sources.map((queue) => queue.QueueName)));
    }
  });

  test('mail stays invisible for six times the time-out and the window of the function that has it', () => {
    expect(mappings).toHaveLength(5);
    for (const mapping of mappings) {
      const timeout = functions.find((candidate) => `<${candidate.id}>` === mapping.FunctionName)?.Timeout ?? Infinity;
      const visibility = queueOf(mapping.EventSourceArn)?.VisibilityTimeout ?? 0;
      expect(visibility, mapping.id).toBeGreaterThanOrEqual(6 * timeout + mapping.MaximumBatchingWindowInSeconds);
    }
  });

  test('every queue is encrypted, keeps mail for 14 days and refuses what does not come by TLS', () => {
    for (const queue of queues) {
      expect(queue, queue.QueueName).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
      expect(denyPlainText(queuePolicies, queue.id), queue.QueueName).toBe(true);
    }
  });

  test('each dead-letter queue has an alarm that tells somebody', () => {
    const alarmed = prod.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => {
      expect(properties['AlarmActions']).toEqual([prod.outputs['AlarmsTopicArn']]);
      return JSON.stringify(properties['Dimensions']);
    });
    for (const queue of queues.filter((candidate) => candidate.RedriveAllowPolicy)) {
      expect(alarmed.filter((dimensions) => dimensions.includes(`<${queue.id}.QueueName>`))).toHaveLength(1);
    }
  });
});

describe('event source mappings', () => {
  test('each answers for single messages and is capped, a lane by its maximum concurrency over both queues', () => {
    for (const mapping of mappings) expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(concurrencyOf(/^LaneBulk/)).toBe(config.lanes['bulk']?.maximumConcurrency);
    expect(concurrencyOf(/^LaneTransactional/)).toBe(config.lanes['transactional']?.maximumConcurrency);
  });
});

describe('functions', () => {
  test('all run on Node.js 24 and arm64', () => {
    expect(functions).toHaveLength(3);
    for (const { Runtime, Architectures } of functions) {
      expect({ Runtime, Architectures }).toEqual({ Runtime: 'nodejs24.x', Architectures: ['arm64'] });
    }
  });

  test('only senders may loop', () => {
    expect(functions.filter((candidate) => candidate.RecursiveLoop === 'Allow')).toEqual(
      functionNamed(/^Lane.*Deliver/),
    );
  });

  test.each([
    { stage: 'submit', ids: /^SubmitFunction/, schema: submitEnvironmentSchema },
    { stage: 'deliver', ids: /^Lane.*Deliver/, schema: deliverEnvironmentSchema },
  ])('the variables of $stage are those that its schema reads, and Powertools’', ({ ids, schema }) => {
    const found = functionNamed(ids);
    expect(found.length).toBeGreaterThan(0);
    for (const { Environment } of found) {
      expect(() => parseEnvironment(schema, Environment.Variables)).not.toThrow();
      expect(sorted(Object.keys(Environment.Variables))).toEqual(
        sorted([...Object.keys(schema.shape), 'POWERTOOLS_SERVICE_NAME', 'POWERTOOLS_METRICS_NAMESPACE']),
      );
    }
  });

  test('a sender hears of its own queues, its egress and the reserve that its time-out leaves', () => {
    const [bulk] = functionNamed(/^LaneBulkDeliver/);
    const environment = parseEnvironment(deliverEnvironmentSchema, bulk?.Environment.Variables ?? {});
    expect(environment).toMatchObject({
      LANE: 'bulk',
      READY_QUEUE_URL: prod.outputs['LaneBulkReady'],
      RETRY_QUEUE_URL: prod.outputs['LaneBulkRetry'],
      DATA_RESERVE_MS: 120_000,
      EGRESS: {
        kind: 'relay',
        name: 'main',
        tls: 'implicit',
        secretArn: expect.stringMatching(/:secret:sluice\/smtp$/),
      },
      DKIM: [{ domain: 'example.com', selector: 's1', secretArn: expect.stringMatching(/:secret:sluice\/dkim$/) }],
      SUPPRESSION: { hardBounces: 'global' },
    });
  });

  test('the submit function hears who signs, where bounces go, and which lane asks for one-click unsubscribe', () => {
    const [submit] = functionNamed(/^Submit/);
    const environment = parseEnvironment(submitEnvironmentSchema, submit?.Environment.Variables ?? {});
    expect(environment).toMatchObject({
      SIGNING_DOMAINS: ['example.com'],
      RETURN_PATH: { kind: 'verp', domain: 'bounce.example.com' },
      LANES: { bulk: { requireUnsubscribe: true }, transactional: { requireUnsubscribe: false } },
    });
    const unasked = synthesise({ stage: 'prod', config: { ...config, requireDkim: false } });
    const variables =
      readResources(unasked).functions.find(({ id }) => id.startsWith('Submit'))?.Environment.Variables ?? {};
    expect(parseEnvironment(submitEnvironmentSchema, variables)).toMatchObject({
      SIGNING_DOMAINS: [],
      RETURN_PATH: null,
    });
  });
});

describe('permissions', () => {
  test('each function has the grants listed here, and no other', () => {
    const grants = Object.fromEntries(
      rolePolicies.map(({ target, statements }) => [
        target.replace(/^<(.*)Role.*>$/, '$1'),
        sorted(
          statements.flatMap(({ Action, Resource }) =>
            Resource.map((resource) => `${plain(resource)}: ${Action.join(' ')}`),
          ),
        ),
      ]),
    );
    const secret = (name: string) =>
      `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${name}-??????`;
    const deliver = (lane: string) =>
      sorted([
        `${lane}DeliverLog: logs:CreateLogStream logs:PutLogEvents`,
        ...[`${lane}Ready`, `${lane}Retry`].map(
          (queue) =>
            `${queue}: sqs:ChangeMessageVisibility sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage sqs:SendMessage`,
        ),
        'TablesLedger: dynamodb:BatchGetItem dynamodb:GetItem dynamodb:UpdateItem',
        'TablesBucket: dynamodb:GetItem dynamodb:UpdateItem',
        'TablesSuppression: dynamodb:UpdateItem',
        'Content/content/*: s3:GetObject',
        'Events: sns:Publish',
        ...['sluice/smtp', 'sluice/dkim'].map((name) => `${secret(name)}: secretsmanager:GetSecretValue`),
      ]);
    expect(grants).toEqual({
      LaneBulkDeliver: deliver('LaneBulk'),
      LaneTransactionalDeliver: deliver('LaneTransactional'),
      SubmitFunction: sorted([
        'SubmitFunctionLog: logs:CreateLogStream logs:PutLogEvents',
        'SubmitQueue: sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
        'SubmitRefused: sqs:SendMessage',
        'LaneBulkReady: sqs:SendMessage',
        'LaneTransactionalReady: sqs:SendMessage',
        'TablesLedger: dynamodb:UpdateItem',
        'TablesManifest: dynamodb:PutItem',
        'TablesSuppression: dynamodb:BatchGetItem',
        'Content/content/*: s3:PutObject',
        'arn:<AWS::Partition>:s3:::newsletters/mail/*: s3:GetObject',
        `${secret('sluice/verp')}: secretsmanager:GetSecretValue`,
        'Events: sns:Publish',
      ]),
    });
  });

  test('no role has a managed policy, and no policy a `*` for a resource or in an action', () => {
    for (const { properties } of prod.ofType('AWS::IAM::Role'))
      expect(properties).not.toHaveProperty('ManagedPolicyArns');
    for (const { Action, Resource } of rolePolicies.flatMap(({ statements }) => statements)) {
      for (const action of Action) expect(action).not.toContain('*');
      // The keys of a named bucket's objects are the one place for a wildcard.
      for (const resource of Resource)
        expect(resource).toMatch(/^(<Content\w+\.Arn>|arn:[^*]+:s3:::[^*]+)\/[^*]*\*$|^[^*]+$/);
    }
  });

  test('nobody outside the account is let in', () => {
    const allowed = [...queuePolicies, ...topicPolicies, ...bucketPolicies].flatMap(({ statements }) =>
      statements.filter(({ Effect }) => Effect === 'Allow'),
    );
    expect(allowed.map(({ Principal, Condition }) => ({ Principal, Condition }))).toEqual([
      {
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '<AWS::AccountId>' } },
      },
    ]);
  });

  test('topics and the content bucket refuse what does not come by TLS', () => {
    for (const { id } of prod.ofType('AWS::SNS::Topic')) expect(denyPlainText(topicPolicies, id), id).toBe(true);
    for (const { id } of prod.ofType('AWS::S3::Bucket')) expect(denyPlainText(bucketPolicies, id), id).toBe(true);
  });
});

describe('records', () => {
  test('the ledger, the manifest and the suppression list are protected, the limiter’s state is not', () => {
    const isProtected = prod
      .ofType('AWS::DynamoDB::Table')
      .map(({ id, properties }) => [
        id.replace(/^Tables|[0-9A-F]{8}$/g, ''),
        properties['DeletionProtectionEnabled'],
        properties['PointInTimeRecoverySpecification'],
      ]);
    expect(isProtected).toEqual([
      ['Ledger', true, { PointInTimeRecoveryEnabled: true }],
      ['Manifest', true, { PointInTimeRecoveryEnabled: true }],
      ['Bucket', false, { PointInTimeRecoveryEnabled: false }],
      ['Suppression', true, { PointInTimeRecoveryEnabled: true }],
    ]);
  });

  test('large content outlives the last dead letter that may need it', () => {
    const [bucket] = prod.ofType('AWS::S3::Bucket');
    const giveUpDays = 4;
    const deadLetterDays = 14;
    expect(bucket?.properties['LifecycleConfiguration']).toMatchObject({
      Rules: [{ ExpirationInDays: giveUpDays + deadLetterDays + 1, Status: 'Enabled' }],
    });
  });
});

test('the outputs name what the operator’s command needs', () => {
  expect(sorted(Object.keys(prod.outputs))).toEqual(
    sorted([
      'SubmitQueueUrl',
      'SubmitDeadLetterQueueUrl',
      'RefusedQueueUrl',
      'EventsTopicArn',
      'AlarmsTopicArn',
      'LedgerTable',
      'ManifestTable',
      'BucketTable',
      'SuppressionTable',
      'ContentBucketName',
      'ConfiguredEgresses',
      'ConfiguredLimits',
      'LaneBulkDeadLetter',
      'LaneBulkReady',
      'LaneBulkRetry',
      'LaneTransactionalDeadLetter',
      'LaneTransactionalReady',
      'LaneTransactionalRetry',
    ]),
  );
});

function denyPlainText(policies: { target: string; statements: Statement[] }[], id: string): boolean {
  return policies.some(
    ({ target, statements }) =>
      target === `<${id}>` &&
      statements.some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      ),
  );
}

/** `<LaneBulkReady78EAEA65.Arn>` → `LaneBulkReady`. */
function plain(resource: string): string {
  return resource.replace(/^<(\w+?)[0-9A-F]{8}(?:\.Arn)?>/, '$1');
}
