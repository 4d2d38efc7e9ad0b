import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { endpointVariables, type LocalClientConfig } from './aws/client-config.ts';
import { createResources } from './aws/create-resources.ts';
import { type DynamoDbKind, startDynamoDb } from './aws/dynamodb.ts';
import type { FaultRule } from './gateway/fault.ts';
import { createFunctions, type FunctionUse } from './functions.ts';
import { startGateway } from './gateway/gateway.ts';
import type { RecordedCalls } from './gateway/recorder.ts';
import type { InvocationResult } from './invocation/execution-environment.ts';
import { startMappings } from './mappings.ts';
import { createFindAsset } from './template/assets.ts';
import { createEvaluate } from './template/evaluate.ts';
import { localAccountId } from './template/local-place.ts';
import { type LocalResources, readResources } from './template/resources.ts';
import { templateSchema } from './template/template.ts';

export interface LocalAwsOptions {
  /** The synthesised template, parsed; of several stacks what `readAssembly` makes of them. */
  readonly template: unknown;
  /** The cloud assembly (`cdk.out`) whose assets hold the functions' code. */
  readonly assemblyDir: string;
  /** Where the functions' logs and compile cache go; made if absent. */
  readonly runDir: string;
  /** @default 'us-east-1' */
  readonly region?: string;
  /** Execution environments at once, per function, and invocations at once, per mapping. @default what the template says */
  readonly concurrency?: number;
  /** @default dynoxide where it is installed, else dynalite */
  readonly dynamoDb?: DynamoDbKind;
  /** What Secrets Manager holds, by name. @default nothing */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Variables added to a function's own, by logical id or for all (`*`). */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface LocalAws extends AsyncDisposable {
  readonly endpoint: string;
  /** Which DynamoDB emulator runs. */
  readonly dynamoDb: DynamoDbKind;
  /** The template's outputs by logical id. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: LocalResources;
  /** The URL of a queue, by logical id. */
  queueUrl(logicalId: string): string;
  /** For SDK clients; `caller` is the name under which their calls are recorded. SQS also needs `useQueueUrlAsEndpoint: false`. */
  clientConfig(caller?: string): LocalClientConfig;
  /** `export NAME=value` lines with which any AWS SDK or CLI reaches this AWS. */
  environmentLines(): string[];
  calls(): RecordedCalls[];
  /** What was invoked so far, by function. */
  invocations(): readonly FunctionUse[];
  fault(rule: FaultRule | null): void;
  invoke(functionId: string, event: unknown): Promise<InvocationResult>;
  environments(): { readonly function: string; readonly pid: number; readonly busy: boolean }[];
  /** A deployment in mid-run: later invocations of the function run the code in this folder. */
  replaceFunction(functionId: string, codeDir: string): void;
  /** On every mapping: messages that match are given to two invocations at the same instant. */
  deliverTwice(matches: ((record: SQSRecord) => boolean) | null): void;
  /** Running invocations get `graceMs` to end, then they are killed. @default 5000 */
  stop(graceMs?: number): Promise<void>;
}

const mappingCaller = '(event source mapping)';

/** Builds what the template describes out of emulators and child processes, on loopback. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const region = options.region ?? 'us-east-1';
  const template = templateSchema.parse(options.template);
  const findAsset = createFindAsset(options.assemblyDir);
  mkdirSync(options.runDir, { recursive: true });

  // Ended in reverse order by `stop`, and by `await using` semantics when the start fails half-way.
  await using starting = new AsyncDisposableStack();
  const dynamoDb = await startDynamoDb(options.dynamoDb);
  starting.defer(() => dynamoDb.close());
  const functionIds = new Set(Object.keys(template.Resources));
  const callers = new Map<string, string>();
  const gateway = await startGateway({
    region,
    dynamoDbPort: dynamoDb.port,
    ...(options.secrets ? { secrets: options.secrets } : {}),
    callerOf: (key) => (functionIds.has(key) ? key : (callers.get(key) ?? '(local)')),
  });
  starting.defer(() => gateway.close());

  const clientConfig = (caller = '(local)'): LocalClientConfig => {
    const accessKeyId = caller.replace(/[^A-Za-z0-9]/g, '');
    if (!functionIds.has(accessKeyId)) callers.set(accessKeyId, caller);
    return { region, endpoint: gateway.endpoint, credentials: { accessKeyId, secretAccessKey: 'local' } };
  };

  const place = { region, accountId: localAccountId, endpoint: gateway.endpoint, stackName: 'Sluice' };
  const evaluate = createEvaluate(template, place);
  const resources = readResources(template, evaluate);
  const outputs = Object.fromEntries(
    Object.entries(template.Outputs).map(([id, { Value }]) => [id, String(evaluate(Value))]),
  );
  const queueUrl = (logicalId: string) => {
    if (template.Resources[logicalId]?.Type !== 'AWS::SQS::Queue') {
      throw new Error(`The template has no queue ${logicalId}`);
    }
    return String(evaluate({ Ref: logicalId }));
  };

  await provision(resources, clientConfig());

  const functions = createFunctions({
    functions: resources.functions,
    findAsset,
    runDir: options.runDir,
    concurrency: options.concurrency,
    variablesOf: (functionId) => ({
      ...endpointVariables(clientConfig(functionId)),
      ...options.variables?.['*'],
      ...options.variables?.[functionId],
    }),
  });
  const mappingSqs = new SQSClient({ ...clientConfig(mappingCaller), useQueueUrlAsEndpoint: false });
  const mappings = startMappings({
    resources,
    queueUrl,
    functions,
    sqs: mappingSqs,
    logFile: join(options.runDir, 'event-source-mappings.log'),
    concurrency: options.concurrency,
  });

  const running = starting.move();
  let stopped: Promise<void> | null = null;
  const stop = async (graceMs: number): Promise<void> => {
    // Polling ends first; ending the invocations then lets the mappings finish.
    const polled = mappings.stop();
    await functions.stop(graceMs);
    await polled;
    mappingSqs.destroy();
    await running.disposeAsync();
  };

  return {
    endpoint: gateway.endpoint,
    dynamoDb: dynamoDb.kind,
    outputs,
    resources,
    queueUrl,
    clientConfig,
    environmentLines: () =>
      Object.entries(endpointVariables(clientConfig())).map(([name, value]) => `export ${name}=${value}`),
    calls: () => gateway.calls(),
    invocations: () => functions.invocations(),
    fault: (rule) => gateway.fault(rule),
    invoke: async (functionId, event) => functions.poolOf(functionId).invoke(event),
    environments: () => functions.environments(),
    replaceFunction: (functionId, codeDir) => functions.poolOf(functionId).replaceCode(codeDir),
    deliverTwice: (matches) => mappings.deliverTwice(matches),
    stop: (graceMs = 5000) => (stopped ??= stop(graceMs)),
    [Symbol.asyncDispose]: () => (stopped ??= stop(5000)),
  };
}

async function provision(resources: LocalResources, config: LocalClientConfig): Promise<void> {
  const clients = {
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    dynamoDb: new DynamoDBClient(config),
  };
  try {
    await createResources(clients, resources);
  } finally {
    Object.values(clients).forEach((client) => client.destroy());
  }
}
