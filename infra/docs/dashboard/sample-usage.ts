import type { RecordedCalls } from '../../local/gateway/recorder.ts';
import type { LocalAws } from '../../local/local-aws.ts';
import type { SeriesRecorder } from './create-series.ts';

const queueMetrics = [
  'NumberOfMessagesSent',
  'NumberOfMessagesReceived',
  'NumberOfMessagesDeleted',
  'NumberOfEmptyReceives',
] as const;
const tableMetrics = ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'] as const;
type UsageMetric = (typeof queueMetrics)[number] | (typeof tableMetrics)[number];

/** Of the calls of DynamoDB those that read; all others write. */
const reads = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/** Notes in each second what AWS would bill for it: capacity of tables, messages of queues, time of functions. */
export function createUsageSampler(
  aws: LocalAws,
  nameOf: (logicalId: string) => string,
  { put }: SeriesRecorder,
): (second: number) => void {
  const { tables, functions, mappings } = aws.resources;
  const queues = aws.resources.queues.filter(({ arn }) =>
    mappings.some(({ properties }) => properties.EventSourceArn === arn),
  );
  const totals = new Map<string, number>();

  return (second) => {
    /** What has come to this total since it was noted last. */
    const note = (namespace: string, name: string, dimensions: Readonly<Record<string, string>>, total: number) => {
      const key = JSON.stringify([name, dimensions]);
      put({ namespace, name, dimensions }, 'Sum', second, Number((total - (totals.get(key) ?? 0)).toFixed(3)));
      totals.set(key, total);
    };
    const calls = aws.calls();
    const usageOf = (resource: string, metric: UsageMetric) =>
      calls
        .filter((call) => call.resource === resource && metricOf(call) === metric)
        .reduce((sum, call) => sum + amountOf(call, metric), 0);

    for (const { name, logicalId } of tables) {
      for (const metric of tableMetrics) {
        note('AWS/DynamoDB', metric, { TableName: nameOf(logicalId) }, usageOf(name, metric));
      }
    }
    for (const { name, logicalId } of queues) {
      for (const metric of queueMetrics) {
        note('AWS/SQS', metric, { QueueName: nameOf(logicalId) }, usageOf(name, metric));
      }
    }
    const used = aws.invocations();
    for (const { logicalId, properties } of functions) {
      const use = used.find((candidate) => candidate.function === logicalId);
      const gb = properties.MemorySize / 1024;
      const dimensions = { FunctionName: nameOf(logicalId) };
      note('AWS/Lambda', 'Invocations', dimensions, use?.invocations ?? 0);
      note('AWS/Lambda', 'Duration', dimensions, (1000 * (use?.gbSeconds ?? 0)) / gb);
    }
  };
}

function amountOf({ service, calls, units, items }: RecordedCalls, metric: UsageMetric): number {
  if (service === 'dynamodb') return units;
  return metric === 'NumberOfEmptyReceives' ? calls : items;
}

/** The metric that a call adds to; undefined for one that the dashboard does not show. */
function metricOf({ service, operation }: RecordedCalls): UsageMetric | undefined {
  if (service === 'dynamodb') return reads.has(operation) ? 'ConsumedReadCapacityUnits' : 'ConsumedWriteCapacityUnits';
  const bySqs: Readonly<Record<string, UsageMetric>> = {
    SendMessage: 'NumberOfMessagesSent',
    ReceiveMessage: 'NumberOfMessagesReceived',
    'ReceiveMessage (empty)': 'NumberOfEmptyReceives',
    DeleteMessage: 'NumberOfMessagesDeleted',
  };
  return bySqs[operation.replace(/Batch$/, '')];
}
