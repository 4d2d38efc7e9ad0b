/**
 * Bounds on one AWS call, ms, in the form of an SDK client's `requestHandler`. A connection that died while Lambda had the
 * environment frozen answers nothing: without these a handler would wait past its own time-out. A DynamoDB, SQS or SNS call takes
 * some 10 ms; three tries at this bound fit into the time that a sender keeps for its bookings.
 */
export const callTimeouts = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true } as const;

/** For objects of megabytes. */
export const objectTimeouts = {
  connectionTimeout: 1_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
} as const;
