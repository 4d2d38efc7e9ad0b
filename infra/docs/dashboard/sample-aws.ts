import { readFileSync, statSync } from 'node:fs';
import { createQueueDepths } from '#shared/adapters/queue-depths.ts';
import type { LocalRun } from '../../local/start/local-run.ts';
import type { SeriesRecorder } from './create-series.ts';

export interface AwsSampler {
  /** Notes what AWS's own metrics would be in this second. */
  sample(second: number): Promise<void>;
  /** Notes the invocations that failed; `secondOf` an epoch time in ms. */
  noteFailures(secondOf: (atMs: number) => number): void;
}

/** AWS's own metrics as far as a local run has them: depths of queues, invocations, bytes logged. */
export function createAwsSampler(
  { pipeline: { aws, userSqs }, directory }: LocalRun,
  nameOf: (logicalId: string) => string,
  { put }: SeriesRecorder,
): AwsSampler {
  const queues = aws.resources.queues.map(({ logicalId }) => ({
    queue: nameOf(logicalId),
    url: aws.queueUrl(logicalId),
    role: 'work' as const,
  }));
  const readDepths = createQueueDepths(userSqs, queues);
  const loggedBytes = new Map<string, number>();

  return {
    async sample(second) {
      for (const { queue, visible, inFlight, delayed } of await readDepths()) {
        const depth = (name: string, value: number) => {
          put({ namespace: 'AWS/SQS', name, dimensions: { QueueName: queue } }, 'Maximum', second, value);
        };
        depth('ApproximateNumberOfMessagesVisible', visible);
        depth('ApproximateNumberOfMessagesNotVisible', inFlight);
        depth('ApproximateNumberOfMessagesDelayed', delayed);
      }
      for (const { logicalId } of aws.resources.functions) {
        const ofFunction = (name: string) => ({
          namespace: 'AWS/Lambda',
          name,
          dimensions: { FunctionName: nameOf(logicalId) },
        });
        const busy = aws.environments().filter((environment) => environment.function === logicalId && environment.busy);
        put(ofFunction('ConcurrentExecutions'), 'Maximum', second, busy.length);
        put(ofFunction('Errors'), 'Sum', second, 0);
        put(ofFunction('Throttles'), 'Sum', second, 0);
        const bytes = statSync(directory.file(`${logicalId}.log`), { throwIfNoEntry: false })?.size ?? 0;
        const dimensions = { LogGroupName: nameOf(logicalId) };
        const more = bytes - (loggedBytes.get(logicalId) ?? 0);
        put({ namespace: 'AWS/Logs', name: 'IncomingBytes', dimensions }, 'Sum', second, more);
        loggedBytes.set(logicalId, bytes);
      }
    },
    noteFailures(secondOf) {
      // Made if absent: a run in which nothing failed has none.
      const log = readFileSync(directory.file('event-source-mappings.log'), { encoding: 'utf8', flag: 'a+' });
      for (const [, at = '', queueArn] of log.matchAll(/^(\S+) (\S+): an invocation with/gm)) {
        const mapping = aws.resources.mappings.find(({ properties }) => properties.EventSourceArn === queueArn);
        const target = mapping?.properties.FunctionName ?? '';
        const fn = aws.resources.functions.find(({ name, arn }) => [name, arn].includes(target));
        if (!fn) continue;
        const dimensions = { FunctionName: nameOf(fn.logicalId) };
        put({ namespace: 'AWS/Lambda', name: 'Errors', dimensions }, 'Sum', secondOf(Date.parse(at)), 1);
      }
    },
  };
}
