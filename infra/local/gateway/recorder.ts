export interface RecordedCalls {
  /** The function's logical id, or `(event source mapping)`, or `(local)` for clients of this process and others. */
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly calls: number;
  /**
   * What AWS bills: DynamoDB capacity units; SQS and SNS requests of 64 KB; S3 requests. Calls that a fault refused
   * have none.
   */
  readonly units: number;
}

export interface CallKey {
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
}

export interface Recorder {
  record(call: CallKey, units: number): void;
  /** Sorted by caller, service, operation. */
  calls(): RecordedCalls[];
}

export function createRecorder(): Recorder {
  const rows = new Map<string, CallKey & { calls: number; units: number }>();
  return {
    record({ caller, service, operation }, units) {
      const key = `${caller} ${service} ${operation}`;
      const row = rows.get(key) ?? { caller, service, operation, calls: 0, units: 0 };
      row.calls += 1;
      row.units += units;
      rows.set(key, row);
    },
    calls: () =>
      [...rows.entries()]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, row]) => Object.freeze({ ...row })),
  };
}
