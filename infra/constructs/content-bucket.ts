import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Where shared/adapters/s3-content-store.ts keeps its objects; the functions may touch no other. */
export const contentPrefix = 'content/';

/** Where content too large for a queue lies, once per submission, until no copy can need it any more. */
export class ContentBucket extends Bucket {
  constructor(scope: Construct, id: string, props: { readonly expiryDays: number }) {
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [
        { expiration: Duration.days(props.expiryDays), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    acknowledge(this, {
      'AwsSolutions-S1': 'Only the two functions may read or write it; the ledger tells who was sent what.',
    });
  }
}
