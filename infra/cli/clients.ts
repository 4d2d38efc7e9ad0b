import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { createLedgerReader } from '#shared/adapters/dynamodb-manifest.ts';
import { createQueueDepths } from '#shared/adapters/queue-depths.ts';
import type { LedgerReader } from '#shared/ledger/ledger.ts';
import type { ReadDepths } from '#shared/ledger/queue-depth.ts';
import type { Resources } from './resources.ts';

export interface Clients extends Disposable {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly reader: LedgerReader;
  readonly readDepths: ReadDepths;
}

/** Clients of the pipeline's AWS: the SDK's own configuration, or the place that the resources name. */
export function createClients({ ledgerTable, manifestTable, queues, place }: Resources): Clients {
  const config =
    place === null
      ? {}
      : {
          region: place.AWS_REGION,
          credentials: { accessKeyId: place.AWS_ACCESS_KEY_ID, secretAccessKey: place.AWS_SECRET_ACCESS_KEY },
        };
  const endpoint = (ofService: string | undefined) =>
    place === null ? {} : { endpoint: ofService ?? place.AWS_ENDPOINT_URL };
  const dynamodb = new DynamoDBClient({ ...config, ...endpoint(place?.AWS_ENDPOINT_URL_DYNAMODB) });
  // The queue URL may name a host of its own; what was configured is where to go.
  const sqs = new SQSClient({ ...config, ...endpoint(place?.AWS_ENDPOINT_URL_SQS), useQueueUrlAsEndpoint: false });
  return {
    dynamodb,
    sqs,
    reader: createLedgerReader(dynamodb, { ledgerTable, manifestTable }),
    readDepths: createQueueDepths(sqs, queues),
    [Symbol.dispose]() {
      dynamodb.destroy();
      sqs.destroy();
    },
  };
}
