import type { Address } from './address.ts';
import type { S3Source } from './s3-source.ts';
import type { Unsubscribe } from './unsubscribe.ts';

/** Content that is here, or that lies in S3. */
export type Bytes = { readonly kind: 'here'; readonly base64: string } | ({ readonly kind: 's3' } & S3Source);

export interface AttachmentPart {
  readonly filename?: string;
  readonly contentType?: string;
  readonly contentDisposition?: 'attachment' | 'inline';
  readonly cid?: string;
  readonly bytes: Bytes;
}

export interface ComposedBody {
  readonly kind: 'composed';
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly replyTo: readonly Address[];
  readonly subject: string;
  readonly text?: string;
  readonly html?: string;
  readonly headers: readonly { readonly key: string; readonly value: string }[];
  readonly list: readonly { readonly key: string; readonly value: string }[];
  readonly unsubscribe?: Unsubscribe;
  readonly attachments: readonly AttachmentPart[];
}

export interface RawBody {
  readonly kind: 'raw';
  readonly bytes: Bytes;
}

/** A submission that says what it should: addresses parsed, times in milliseconds, recipients each once. */
export interface Submission {
  readonly id: string;
  /** null: the default lane. */
  readonly stream: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  /** MAIL FROM; null for mail that must not bounce. */
  readonly sender: string | null;
  /** The submission names it, and not only its author. */
  readonly hasOwnSender: boolean;
  readonly recipients: readonly string[];
  readonly body: ComposedBody | RawBody;
}
