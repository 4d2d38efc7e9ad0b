import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { callTimeouts, objectTimeouts } from './call-timeouts.ts';

/** The clients of the AWS services that mail passes by. */
export interface SdkClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
  readonly secrets: SecretsManagerClient;
}

export interface SdkClientsOptions {
  /** Tries of one call to DynamoDB. @default the SDK's own, 3 */
  readonly dynamoDbAttempts?: number;
}

/** A function's clients, each call bounded; made once a cold start. */
export function createSdkClients({ dynamoDbAttempts = 3 }: SdkClientsOptions = {}): SdkClients {
  return {
    // The queue URLs come from the deployment; the endpoint from the SDK's own settings.
    sqs: new SQSClient({ useQueueUrlAsEndpoint: false, requestHandler: callTimeouts }),
    sns: new SNSClient({ requestHandler: callTimeouts }),
    s3: new S3Client({ requestHandler: objectTimeouts }),
    dynamodb: new DynamoDBClient({ maxAttempts: dynamoDbAttempts, requestHandler: callTimeouts }),
    secrets: new SecretsManagerClient({ requestHandler: callTimeouts }),
  };
}
