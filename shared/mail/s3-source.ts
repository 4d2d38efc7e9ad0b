/** An object in S3 that a submission names as `s3://bucket/key`. */
export interface S3Source {
  readonly bucket: string;
  readonly key: string;
}

export const s3SourceForm = '"s3://bucket/key", in a bucket and prefix that this pipeline reads';

/** Parses `s3://bucket/key`; null where it is anything else. Keys with empty, `.` or `..` segments are refused: a URL would fold them. */
export function parseS3Source(text: string): S3Source | null {
  const match = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^\p{C}]{1,1024})$/u.exec(text);
  const [, bucket = '', key = ''] = match ?? [];
  if (!match || key.split('/').some((segment) => segment === '' || segment === '.' || segment === '..')) return null;
  return { bucket, key };
}

/**
 * Whether the object lies under one of `allowed` (`bucket` or `bucket/prefix`). A prefix ends at a slash: `in/mail` allows
 * `in/mail/a` and not `in/mailbox/a`.
 */
export function isAllowedSource({ bucket, key }: S3Source, allowed: readonly string[]): boolean {
  return allowed.some((prefix) => `${bucket}/${key}`.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`));
}

/** Whether text given as content is nothing but the name of a place: `file:…`, `https://…`, `/etc/…`, `C:\\…`. */
export function looksLikePlace(text: string): boolean {
  return (
    /^\s*(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|file:|data:|\.{0,2}\/|[A-Za-z]:\\)\S*\s*$/.test(text) && text.trim() !== ''
  );
}
