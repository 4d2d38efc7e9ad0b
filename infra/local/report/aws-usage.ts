import type { RecordedCalls } from '../gateway/recorder.ts';

export interface AwsUsage {
  readonly service: string;
  readonly operation: string;
  readonly calls: number;
  /** As AWS bills them: DynamoDB capacity units; SQS and SNS requests of 64 KB; S3 requests. */
  readonly units: number;
  readonly callsPerMessage: number;
  readonly unitsPerMessage: number;
}

/** The calls of the pipeline's functions and event source mappings by operation, over `messages` accepted deliveries. */
export function awsUsage(
  recorded: readonly Omit<RecordedCalls, 'resource' | 'items'>[],
  isOfThePipeline: (caller: string) => boolean,
  messages: number,
): AwsUsage[] {
  const rows = new Map<string, { service: string; operation: string; calls: number; units: number }>();
  for (const { caller, service, operation, calls, units } of recorded) {
    if (!isOfThePipeline(caller)) continue;
    const key = `${service} ${operation}`;
    const row = rows.get(key) ?? { service, operation, calls: 0, units: 0 };
    row.calls += calls;
    row.units += units;
    rows.set(key, row);
  }
  const per = (count: number) => (messages === 0 ? 0 : count / messages);
  return [...rows.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, row]) => ({ ...row, callsPerMessage: per(row.calls), unitsPerMessage: per(row.units) }));
}
