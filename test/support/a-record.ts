import type { SQSRecord } from 'aws-lambda';

/** A message as Lambda hands it to a function for the first time, from a queue in the region of the tests. */
export function aRecord(
  given: Pick<SQSRecord, 'messageId' | 'body'> & Partial<Omit<SQSRecord, 'attributes'>>,
  attributes: Partial<SQSRecord['attributes']> = {},
): SQSRecord {
  return {
    receiptHandle: given.messageId,
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:ready',
    awsRegion: 'eu-west-1',
    ...given,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: '0',
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '0',
      ...attributes,
    },
  };
}
