import { appendFileSync } from 'node:fs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { accountConcurrency, type Functions } from './functions.ts';
import {
  type EventSourceMapping,
  type MappingOptions,
  startEventSourceMapping,
} from './mapping/event-source-mapping.ts';
import type { LocalResource, LocalResources } from './template/resources.ts';

export interface Mappings {
  /** On every mapping: messages that match are given to two invocations at the same instant. */
  deliverTwice(matches: ((record: SQSRecord) => boolean) | null): void;
  /** Stops polling; resolves when the last invocation has ended. */
  stop(): Promise<void>;
}

export interface MappingsOptions {
  readonly resources: LocalResources;
  readonly queueUrl: (logicalId: string) => string;
  readonly functions: Functions;
  readonly sqs: SQSClient;
  readonly logFile: string;
  /** Overrides each mapping's own maximum concurrency. */
  readonly concurrency: number | undefined;
}

/** Starts the template's event source mappings, those that are disabled excepted. */
export function startMappings(options: MappingsOptions): Mappings {
  const { resources, functions, sqs, logFile } = options;
  const log = (line: string) => appendFileSync(logFile, `${new Date().toISOString()} ${line}\n`);

  /** Faults of the template show here, before anything polls. */
  function prepare({
    logicalId,
    properties,
  }: LocalResource<'AWS::Lambda::EventSourceMapping'>): () => EventSourceMapping {
    const queue = resources.queues.find(({ arn }) => arn === properties.EventSourceArn);
    if (!queue) throw new Error(`${logicalId}: ${properties.EventSourceArn} is no queue of the template`);
    const target = properties.FunctionName;
    const fn = resources.functions.find(({ name, arn }) => target === name || target === arn);
    if (!fn) throw new Error(`${logicalId}: ${target} is no function of the template`);
    const pool = functions.poolOf(fn.logicalId);
    const mapping: MappingOptions = {
      queueUrl: options.queueUrl(queue.logicalId),
      queueArn: queue.arn,
      batchSize: properties.BatchSize,
      windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
      maximumConcurrency: options.concurrency ?? properties.ScalingConfig?.MaximumConcurrency ?? accountConcurrency,
      reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    };
    return () => startEventSourceMapping(sqs, mapping, pool, log);
  }

  const mappings = resources.mappings
    .filter(({ properties }) => properties.Enabled)
    .map(prepare)
    .map((start) => start());
  return {
    deliverTwice: (matches) => mappings.forEach((mapping) => mapping.deliverTwice(matches)),
    async stop() {
      await Promise.all(mappings.map((mapping) => mapping.stop()));
    },
  };
}
