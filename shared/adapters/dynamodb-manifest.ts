import { createHash } from 'node:crypto';
import { type DynamoDBClient, paginateQuery, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerReader, Manifest } from '../ledger/ledger.ts';
import { batchGet } from './batch-get.ts';
import { n, numberOf, s } from './conditional-update.ts';
import { recordFromItem } from './ledger-item.ts';

/** 23 bytes an id; the limit of an item is 400 KB. */
const maxIdsPerItem = 10_000;
const dayMs = 86_400_000;

/** The manifest as a DynamoDB table: partition key `day` (UTC), sort key `batch`. */
export function createDynamoManifest(
  client: DynamoDBClient,
  table: string,
  { ttlDays }: { ttlDays: number },
): Manifest {
  return {
    async accept({ acceptedAtMs, ids }) {
      const unique = [...new Set(ids)];
      for (let from = 0; from < unique.length; from += maxIdsPerItem) {
        const part = unique.slice(from, from + maxIdsPerItem);
        const digest = createHash('sha256').update(part.join('')).digest('base64url').slice(0, 16);
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              day: s(utcDay(acceptedAtMs)),
              batch: s(`${acceptedAtMs}-${digest}`),
              acceptedAtMs: n(acceptedAtMs),
              ids: { SS: part },
              expiresAtEpochSeconds: n(Math.floor(acceptedAtMs / 1000) + ttlDays * 86_400),
            },
          }),
        );
      }
    },
  };
}

/** Reads manifests and records for the audit; manifests are read day by day, strongly consistent. */
export function createLedgerReader(
  client: DynamoDBClient,
  { ledgerTable, manifestTable }: { ledgerTable: string; manifestTable: string },
): LedgerReader {
  return {
    async *accepted(fromMs, toMs) {
      for (let day = Math.floor(fromMs / dayMs); day * dayMs <= toMs; day++) {
        const pages = paginateQuery(
          { client },
          {
            TableName: manifestTable,
            KeyConditionExpression: '#day = :day',
            ExpressionAttributeNames: { '#day': 'day' },
            ExpressionAttributeValues: { ':day': s(utcDay(day * dayMs)) },
            ConsistentRead: true,
          },
        );
        for await (const page of pages) {
          for (const item of page.Items ?? []) {
            yield { acceptedAtMs: numberOf(item['acceptedAtMs']), ids: item['ids']?.SS ?? [] };
          }
        }
      }
    },
    async readConsistent(ids) {
      const items = await batchGet(
        client,
        ledgerTable,
        ids.map((id) => ({ id: s(id) })),
        { consistent: true },
      );
      return new Map(items.map((item) => [item['id']?.S ?? '', recordFromItem(item)]));
    },
  };
}

function utcDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
