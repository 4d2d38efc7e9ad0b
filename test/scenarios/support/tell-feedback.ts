import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { bounceAddress } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { aStatus } from '#test/shared/feedback/a-report.ts';
import { output, type Pipeline } from '#test/support/pipeline.ts';

export interface StoredReports {
  readonly bucket: string;
  readonly prefix: string;
  /** Of the bounce addresses. */
  readonly bounceSecret: string;
}

/**
 * Tells a pipeline what is told of mail after it was accepted, by each way: a complaint, by a topic as SES publishes it; a bounce
 * that came as mail, which S3 holds and tells of; and what nobody can read.
 */
export async function tellFeedback({ aws, s3, sqs }: Pipeline, { bucket, prefix, bounceSecret }: StoredReports) {
  const queueUrl = output(aws, 'FeedbackQueueUrl');

  const sns = new SNSClient(aws.clientConfig('ses'));
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'ses-feedback' }));
  const Endpoint = output(aws, 'FeedbackQueueArn');
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  const complaint = {
    notificationType: 'Complaint',
    complaint: {
      complainedRecipients: [{ emailAddress: 'angry@open.test' }],
      complaintFeedbackType: 'abuse',
      timestamp: new Date().toISOString(),
    },
  };
  await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(complaint) }));
  sns.destroy();

  const recipient = 'returned@open.test';
  const id = deliveryId('sender.test', 'returned', recipient);
  const Body = aStatus({ to: bounceAddress(id, recipient, 'bounce.sender.test', bounceSecret), recipient });
  const key = `${prefix}report.eml`;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
  const stored = { Records: [{ s3: { bucket: { name: bucket }, object: { key } } }] };
  for (const MessageBody of [JSON.stringify(stored), '{}']) {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  }
}
