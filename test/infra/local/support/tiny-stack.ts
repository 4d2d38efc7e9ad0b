import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAws, type LocalAwsOptions, startLocalAws } from '#infra/local/local-aws.ts';

/** A cloud assembly made by hand: one function `Worker` behind a queue `Work` with a dead-letter queue. */
export interface TinyStack {
  readonly template: { Resources: Record<string, { Type: string; Properties: Record<string, unknown> }> };
  readonly dir: string;
  /** Writes a folder with `index.mjs` and returns it. */
  addCode(name: string, source: string): string;
}

export interface TinySettings {
  readonly mapping?: Record<string, unknown>;
  readonly queue?: Record<string, unknown>;
  readonly fn?: Record<string, unknown>;
}

export function createTinyStack(source: string, settings: TinySettings = {}): TinyStack {
  const dir = mkdtempSync(join(tmpdir(), 'local-aws-'));
  // The handlers import the SDK as a bundle would contain it.
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(dir, 'node_modules'));
  const addCode = (name: string, text: string) => {
    const folder = join(dir, name);
    mkdirSync(folder);
    writeFileSync(join(folder, 'index.mjs'), text);
    return folder;
  };
  addCode('asset.c0de', source);
  writeFileSync(
    join(dir, 'Tiny.assets.json'),
    JSON.stringify({ files: { c0de: { source: { path: 'asset.c0de', packaging: 'zip' } } } }),
  );
  const template = {
    Resources: {
      Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
      Work: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 30,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
          ...settings.queue,
        },
      },
      Done: { Type: 'AWS::SQS::Queue', Properties: {} },
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          TimeToLiveSpecification: { AttributeName: 'expiresAtEpochSeconds', Enabled: true },
        },
      },
      Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: {} },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      Worker: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Handler: 'index.handler',
          Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::Region}' }, S3Key: 'c0de.zip' },
          Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
          Timeout: 10,
          MemorySize: 512,
          Environment: {
            Variables: {
              DONE_QUEUE_URL: { Ref: 'Done' },
              TABLE: { Ref: 'Table' },
              TOPIC_ARN: { Ref: 'Topic' },
              BUCKET: { Ref: 'Bucket' },
            },
          },
          ...settings.fn,
        },
      },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::GetAtt': ['Work', 'Arn'] },
          FunctionName: { Ref: 'Worker' },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ...settings.mapping,
        },
      },
    },
    Outputs: { WorkQueueUrl: { Value: { Ref: 'Work' } } },
  };
  return { template, dir, addCode };
}

/** Starts the stack; its folder goes when it stops. */
export async function startTiny(
  stack: TinyStack,
  options: Partial<LocalAwsOptions> = {},
): Promise<LocalAws & { readonly runDir: string }> {
  const runDir = join(stack.dir, 'run');
  const remove = () => rmSync(stack.dir, { recursive: true, force: true });
  let local: LocalAws;
  try {
    local = await startLocalAws({ template: stack.template, assemblyDir: stack.dir, runDir, ...options });
  } catch (error) {
    remove();
    throw error;
  }
  return {
    ...local,
    runDir,
    async [Symbol.asyncDispose]() {
      await local.stop(0);
      remove();
    },
  };
}
