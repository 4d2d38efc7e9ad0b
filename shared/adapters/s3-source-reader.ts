import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import type { ReadSource } from '../mail/read-source.ts';

/** Objects that submissions name, read from S3. What the user can correct is a value; throttling and outages throw. */
export function createSourceReader(client: S3Client): ReadSource {
  return async ({ bucket, key }, maxBytes) => {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    try {
      const { Body, ContentLength = 0 } = await client.send(command);
      if (ContentLength > maxBytes) {
        // An unread body would keep its connection; its failure has no one to tell.
        await Body?.transformToWebStream().cancel();
        return { kind: 'too-large', sizeBytes: ContentLength };
      }
      return { kind: 'read', bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
    } catch (error) {
      const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
      if (status === 404) return { kind: 'missing' };
      if (status === 403) return { kind: 'forbidden' };
      throw error;
    }
  };
}
