/** One way to send, in a process of its own. */
export interface Variant {
  /** Makes ready what is not the sender's work, and gives what sends the messages. */
  prepare(run: Run): () => Promise<void>;
  /** AWS calls so far, by `service operation`. */
  calls?(): Readonly<Record<string, number>>;
}

/** So many messages, their recipients numbered from `firstIndex` on. */
export interface Run {
  readonly connections: number;
  readonly messages: number;
  readonly firstIndex: number;
}

/** What a variant is given to start with. */
export interface Places {
  readonly sinkPort: number;
  readonly awsEndpoint: string;
  readonly dynamodbEndpoint: string;
  /** PEM, of the same key for all. */
  readonly privateKey: string;
}

export const variantNames = ['raw', 'nodemailer', 'use case', 'use case on AWS'] as const;
export type VariantName = (typeof variantNames)[number];
