import { join } from 'node:path';
import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { allowNetworkInterfaces } from './network/allow-network-interfaces.ts';
import type { EgressPath } from './network/egress-path.ts';
import { metricNamespace } from './observability/metric-namespace.ts';

const projectRoot = join(import.meta.dirname, '../..');

/** The variables that `T`, a function's parsed environment, is read from: no more and no fewer, checked by the compiler. */
export type EnvironmentOf<T> = Readonly<Record<keyof T & string, string>>;

export interface PipelineFunctionProps {
  /** Names the log group and the service in logs and metrics, e.g. `deliver-bulk`. */
  readonly name: string;
  /** The folder below functions/ whose handler.ts it runs. */
  readonly stage: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  /** @default Lambda's own: loops are stopped after about 16 hops */
  readonly recursiveLoop?: RecursiveLoop;
  /** The subnet that it sends from. @default none: outside of any VPC */
  readonly path?: EgressPath | undefined;
}

export interface QueueMapping {
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  readonly maximumConcurrency: number;
}

/** One stage of the pipeline as a function that may do nothing but write its log, until `allow` and `consume` say more. */
export class PipelineFunction extends Construct {
  readonly function: NodejsFunction;
  readonly name: string;
  readonly logGroup: LogGroup;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  private readonly role: Role;
  private readonly mappings: QueueMapping[] = [];

  constructor(scope: Construct, id: string, props: PipelineFunctionProps) {
    super(scope, id);
    this.name = props.name;
    this.memoryMb = props.memoryMb;
    this.timeoutSeconds = props.timeoutSeconds;
    this.logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/sluice/${Stack.of(this).stackName}/${props.name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // An own role, because the managed policy that CDK would attach may write to every log group.
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.allow(['logs:CreateLogStream', 'logs:PutLogEvents'], [this.logGroup.logGroupArn]);
    if (props.path) allowNetworkInterfaces(this.role);

    this.function = new NodejsFunction(this, 'Function', {
      entry: join(projectRoot, 'functions', props.stage, 'handler.ts'),
      handler: 'handler',
      projectRoot,
      depsLockFilePath: join(projectRoot, 'package-lock.json'),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      awsSdkConnectionReuse: false, // a variable for SDK v2
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: props.name,
        POWERTOOLS_METRICS_NAMESPACE: metricNamespace(this),
      },
      ...(props.recursiveLoop === undefined ? {} : { recursiveLoop: props.recursiveLoop }),
      ...(props.path === undefined
        ? {}
        : {
            vpc: props.path.vpc,
            vpcSubnets: { subnets: [props.path.subnet] },
            securityGroups: [props.path.securityGroup],
          }),
      bundling: {
        format: OutputFormat.ESM,
        target: 'node24',
        mainFields: ['module', 'main'],
        minify: true,
        logLevel: LogLevel.WARNING,
        // The SDK of package-lock.json, not the runtime's: the bytes that were tested are the bytes that run.
        bundleAwsSDK: true,
        // CommonJS dependencies in an ES module still call require for Node's own modules.
        banner: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);",
      },
    });
    acknowledge(this.function, {
      'Serverless-LambdaTracing':
        'The ledger tells each delivery’s story and the metrics where time goes; traces would tell neither.',
    });
  }

  /** Invocations at once that the largest of its mappings allows, of a lane that of the ready queue; 0 without any. */
  get freshConcurrency(): number {
    return Math.max(0, ...this.mappings.map(({ maximumConcurrency }) => maximumConcurrency));
  }

  /** Grants exactly these actions on exactly these resources. */
  allow(actions: readonly string[], resources: readonly string[]): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }

  /** Grants one action on the objects of a bucket whose keys begin with `prefix`: S3 names them by a wildcard only. */
  allowObjects(action: 's3:GetObject' | 's3:PutObject', bucketArn: string, prefix: string): void {
    const objects = `${bucketArn}/${prefix}*`;
    this.allow([action], [objects]);
    acknowledgeWildcard(this.role, objects, 'Object keys are not known beforehand; the bucket and the prefix are.');
  }

  /** Grants reading the objects under `bucket/prefix/`. */
  allowSources(sources: readonly string[]): void {
    for (const source of sources) {
      const slash = source.indexOf('/');
      const bucketArn = `arn:${Aws.PARTITION}:s3:::${source.slice(0, slash)}`;
      this.allowObjects('s3:GetObject', bucketArn, source.slice(slash + 1));
    }
  }

  /** Reads a queue in batches; a batch answers for each of its messages. */
  consume(id: string, queue: Queue, mapping: QueueMapping): void {
    this.mappings.push(mapping);
    acknowledge(this.function, {
      'Serverless-LambdaDLQ':
        'Only queues invoke it: what fails stays in its queue, and ends in that queue’s dead-letter queue.',
      'Serverless-LambdaEventSourceMappingDestination': 'A mapping of SQS has none: the queue has a dead-letter queue.',
    });
    // Not SqsEventSource: it grants more than a mapping uses.
    this.allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queue.queueArn]);
    this.function.addEventSourceMapping(id, {
      eventSourceArn: queue.queueArn,
      batchSize: mapping.batchSize,
      maxBatchingWindow: Duration.seconds(mapping.batchingWindowSeconds),
      maxConcurrency: mapping.maximumConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
