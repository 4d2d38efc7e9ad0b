export interface RecordedCalls {
  /** The function's logical id, or `(event source mapping)`, or `(local)` for clients of this process and others. */
  readonly caller: string;
  readonly service: string;
  /** A ReceiveMessage that brought nothing is `ReceiveMessage (empty)`: polling, which no message causes. */
  readonly operation: string;
  /** The table, queue, topic, bucket or secret, by its name; empty where the call names none. */
  readonly resource: string;
  readonly calls: number;
  /**
   * What AWS bills: DynamoDB capacity units; SQS and SNS requests of 64 KB; S3 requests. Calls that a fault refused
   * have none.
   */
  readonly units: number;
  /** Messages and keys that these calls carried: of a batch as many as it had, of any other call one. */
  readonly items: number;
}

export interface CallKey {
  readonly caller: string;
  readonly service: string;
  readonly operation: string;
  readonly resource: string;
}

/** What one call comes to. */
export type Bill = Pick<RecordedCalls, 'units' | 'items'>;

export interface Recorder {
  record(call: CallKey, bill: Bill): void;
  /** Sorted by caller, service, operation, resource. */
  calls(): RecordedCalls[];
}

export function createRecorder(): Recorder {
  const rows = new Map<string, CallKey & { calls: number; units: number; items: number }>();
  return {
    record({ caller, service, operation, resource }, { units, items }) {
      const key = `${caller} ${service} ${operation} ${resource}`;
      const row = rows.get(key) ?? { caller, service, operation, resource, calls: 0, units: 0, items: 0 };
      row.calls += 1;
      row.units += units;
      row.items += items;
      rows.set(key, row);
    },
    calls: () =>
      [...rows.entries()]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([, row]) => Object.freeze({ ...row })),
  };
}
