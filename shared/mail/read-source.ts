import type { S3Source } from './s3-source.ts';

export type SourceRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  /** We may not read it; S3 also says so of a missing object where we may not list its bucket. */
  | { readonly kind: 'forbidden' }
  | { readonly kind: 'too-large'; readonly sizeBytes: number };

/** Reads an object that a submission names, if it has at most `maxBytes`. Lost infrastructure throws. */
export type ReadSource = (source: S3Source, maxBytes: number) => Promise<SourceRead>;
