import { createHash } from 'node:crypto';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { inlineContentMaxBytes, mailContentSchema } from '../mail/content.ts';
import type { ContentStore } from '../mail/content-store.ts';

/** Inline content of one submission in all its copies together: 500 recipients times 32 KB would be 16 MB of memory and queue. */
const allCopiesMaxBytes = 256 * 1024;

/** Content over 32 KB in S3, as `content/<sha256>`: every copy of a submission, and a repeated submission, share one object. */
export function createContentStore(client: S3Client, bucket: string): ContentStore {
  return {
    async save(content, copies) {
      const json = JSON.stringify(content);
      const bytes = Buffer.byteLength(json);
      if (bytes <= inlineContentMaxBytes && bytes * copies <= allCopiesMaxBytes) return { kind: 'inline', json };
      const key = `content/${createHash('sha256').update(json).digest('hex')}`;
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: json, ContentType: 'application/json' }),
      );
      return { kind: 's3', bucket, key };
    },
    async load(reference) {
      if (reference.kind === 'inline') return mailContentSchema.parse(JSON.parse(reference.json));
      const object = await client.send(new GetObjectCommand({ Bucket: reference.bucket, Key: reference.key }));
      return mailContentSchema.parse(JSON.parse((await object.Body?.transformToString()) ?? ''));
    },
  };
}
