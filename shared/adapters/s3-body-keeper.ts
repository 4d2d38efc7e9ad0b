import { createHash } from 'node:crypto';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Keeps text under `content/refused/<sha256>`, where the content's grants and lifetime reach, and returns where, as `s3://bucket/key`. */
export function createBodyKeeper(client: S3Client, bucket: string): (body: string) => Promise<string> {
  return async (body) => {
    const key = `content/refused/${createHash('sha256').update(body).digest('hex')}`;
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }));
    return `s3://${bucket}/${key}`;
  };
}
