import { describe, expect, test } from 'vitest';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import { feedbackEnvironmentSchema } from '#functions/feedback/environment.ts';
import { watchEnvironmentSchema } from '#functions/watch/environment.ts';
import { config } from '#infra/config.ts';
import { config as direct } from '#infra/examples/direct.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { readResources } from './support/read-resources.ts';
import { synthesise } from './support/synthesise.ts';

const prod = synthesise({
  stage: 'prod',
  config: {
    ...config,
    contentSources: ['newsletters/mail/'],
    feedbackSources: ['inbound/bounces/'],
    dkim: [{ domain: 'example.com', selector: 's1', secretName: 'sluice/dkim' }],
    returnPath: { kind: 'verp', domain: 'bounce.example.com', secretName: 'sluice/verp' },
  },
});
const { queues, functions, mappings, rolePolicies } = readResources(prod);

const sorted = (items: readonly string[]) => items.toSorted((a, b) => a.localeCompare(b));
const queueOf = (arn: string) => queues.find((queue) => queue.arn === arn);
const functionNamed = (id: RegExp) => functions.filter((candidate) => id.test(candidate.id));
describe('queues', () => {
  test('each queue that a function reads has a dead-letter queue, and each other one is an end of the way', () => {
    const ends = queues.filter((queue) => queue.RedrivePolicy === undefined).map((queue) => queue.QueueName);
    expect(sorted(ends)).toEqual([
      'sluice-prod-bulk-dead-letter',
      'sluice-prod-feedback-dead-letter',
      'sluice-prod-refused',
      'sluice-prod-submit-dead-letter',
      'sluice-prod-transactional-dead-letter',
    ]);
    for (const mapping of mappings) {
      expect(queueOf(mapping.EventSourceArn)?.RedrivePolicy?.maxReceiveCount, mapping.id).toBe(10);
    }
  });
});

describe('functions', () => {
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

describe('what comes after', () => {
  test('the feedback function hears whose addresses prove a delivery, and where mail may lie', () => {
    const [feedback] = functionNamed(/^Feedback/);
    expect(parseEnvironment(feedbackEnvironmentSchema, feedback?.Environment.Variables ?? {})).toMatchObject({
      RETURN_PATH: { kind: 'verp', domain: 'bounce.example.com' },
      FEEDBACK_SOURCES: ['inbound/bounces/'],
      SUPPRESSION: { hardBounces: 'global' },
    });
  });

  test('the watch function looks at each address of our own, and at the domains that are named', () => {
    const template = synthesise({ stage: 'prod', config: direct });
    const watch = readResources(template).functions.find(({ id }) => id.startsWith('Watch'));
    const variables = Object.entries(watch?.Environment.Variables ?? {}).map(([name, value]) => [
      name,
      // An address is known at deployment only.
      value.replace(/<[^>]+>/g, '203.0.113.7'),
    ]);
    const { SENDER } = parseEnvironment(watchEnvironmentSchema, Object.fromEntries(variables));
    expect(SENDER.addresses.map(({ ehloName }) => ehloName)).toEqual([
      'mta1.example.com',
      'mta2.example.com',
      'mta3.example.com',
    ]);
    expect(SENDER).toMatchObject({
      fromDomains: ['example.com', 'news.example.com'],
      returnDomains: ['bounce.example.com'],
      keys: [{ domain: 'example.com', selector: 's2026' }],
    });
    expect(template.ofType('AWS::Events::Rule')).toMatchObject([
      { properties: { ScheduleExpression: 'rate(6 hours)' } },
    ]);
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
      FeedbackFunction: sorted([
        'FeedbackFunctionLog: logs:CreateLogStream logs:PutLogEvents',
        'FeedbackQueue: sqs:DeleteMessage sqs:GetQueueAttributes sqs:ReceiveMessage',
        'SubmitRefused: sqs:SendMessage',
        'TablesLedger: dynamodb:BatchGetItem',
        'TablesSuppression: dynamodb:UpdateItem',
        'arn:<AWS::Partition>:s3:::inbound/bounces/*: s3:GetObject',
        `${secret('sluice/verp')}: secretsmanager:GetSecretValue`,
        'Events: sns:Publish',
      ]),
      WatchFunction: ['WatchFunctionLog: logs:CreateLogStream logs:PutLogEvents'],
    });
  });
});

describe('records', () => {
  test('large content outlives the last dead letter that may need it', () => {
    const [bucket] = prod.ofType('AWS::S3::Bucket');
    const giveUpDays = 4;
    const deadLetterDays = 14;
    expect(bucket?.properties['LifecycleConfiguration']).toMatchObject({
      Rules: [{ ExpirationInDays: giveUpDays + deadLetterDays + 1, Status: 'Enabled' }],
    });
  });
});

test('the outputs name what the operator’s command needs, and what to publish', () => {
  expect(sorted(Object.keys(prod.outputs))).toEqual(
    sorted([
      'SubmitQueueUrl',
      'SubmitDeadLetterQueueUrl',
      'RefusedQueueUrl',
      'FeedbackQueueUrl',
      'FeedbackQueueArn',
      'FeedbackDeadLetterQueueUrl',
      'EventsTopicArn',
      'AlarmsTopicArn',
      'DashboardName',
      'LedgerTable',
      'ManifestTable',
      'BucketTable',
      'SuppressionTable',
      'ContentBucketName',
      'ConfiguredEgresses',
      'ConfiguredLimits',
      'DnsDkimS1DotExampleDotCom',
      'DnsDmarcExampleDotCom',
      'LaneBulkDeadLetter',
      'LaneBulkReady',
      'LaneBulkRetry',
      'LaneTransactionalDeadLetter',
      'LaneTransactionalReady',
      'LaneTransactionalRetry',
    ]),
  );
});

/** `<LaneBulkReady78EAEA65.Arn>` → `LaneBulkReady`. */
function plain(resource: string): string {
  return resource.replace(/^<(\w+?)[0-9A-F]{8}(?:\.Arn)?>/, '$1');
}
