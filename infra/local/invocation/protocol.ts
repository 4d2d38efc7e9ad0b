/** What the parent sends to an execution environment. */
export interface InvokeMessage {
  readonly event: unknown;
  readonly awsRequestId: string;
  /** The invocation ends here, ms since the epoch. */
  readonly deadlineMs: number;
  readonly traceId: string;
}

/** What an execution environment reports: once that its code is loaded, then the end of each invocation. */
export type EnvironmentMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string };
