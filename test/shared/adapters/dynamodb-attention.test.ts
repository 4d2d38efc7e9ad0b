import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { meetAgain } from '#shared/attention/attention.ts';
import { anAttention } from '#test/shared/attention/an-attention.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { type DynamoEmulator, hasEmulator } from '#test/support/dynamodb-process.ts';
import { createTable } from '#test/support/tables.ts';

describe.each((['dynalite', 'dynoxide'] satisfies DynamoEmulator[]).filter(hasEmulator))(
  'what asks for a human, in DynamoDB (%s)',
  (dynamodb) => {
    let emulators: Emulators;
    beforeAll(async () => {
      emulators = await startEmulators({ dynamodb });
      await createTable(emulators.dynamodb, 'bucket', 'key');
    });
    afterAll(() => emulators[Symbol.asyncDispose]());
    const store = () => createDynamoAttention(emulators.dynamodb, 'bucket');
    const all = async (): Promise<string[]> => {
      const sites: string[] = [];
      for await (const { site } of store().all()) sites.push(site);
      return sites;
    };

    it('counts every sighting of senders that meet a cause at once, and lets one of them tell', async () => {
      const seen = anAttention({ site: 'raced.test' });
      const told = await Promise.all(
        [1, 2, 3].map(async () => {
          let isTold = false;
          await store().change(seen, (known) => {
            const met = meetAgain(known, seen, 1_000);
            isTold = met.isTold;
            return met.attention;
          });
          return isTold;
        }),
      );
      expect(told.filter(Boolean)).toHaveLength(1);
      expect(await store().change(seen, () => null)).toMatchObject({ count: 3 });
    });

    it('keeps causes apart, lists them, and forgets one', async () => {
      const causes = [
        anAttention(),
        anAttention({ kind: 'reputation' }),
        anAttention({ egress: 'other' }),
        anAttention({ scope: 'from-domain', fromDomain: 'sender.test' }),
        anAttention({ scope: 'from-domain', fromDomain: 'other.test' }),
      ];
      for (const cause of causes) {
        await store().change(cause, (known) => {
          expect(known).toBeNull();
          return cause;
        });
      }
      expect((await all()).filter((site) => site === 'a.test')).toHaveLength(causes.length);
      await store().forget(anAttention());
      expect(await store().change(anAttention(), () => null)).toBeNull();
      expect((await all()).filter((site) => site === 'a.test')).toHaveLength(causes.length - 1);
    });

    it('meets anew what another release wrote in a way that cannot be read', async () => {
      const seen = anAttention({ site: 'newer.test' });
      await store().change(seen, () => seen);
      const key = { key: { S: 'attention#main#newer.test#site##blocked' } };
      await emulators.dynamodb.send(
        new UpdateItemCommand({
          TableName: 'bucket',
          Key: key,
          UpdateExpression: 'SET #document = :other',
          ExpressionAttributeNames: { '#document': 'document' },
          ExpressionAttributeValues: { ':other': { S: '{"version":9}' } },
        }),
      );
      expect(await all()).not.toContain('newer.test');
      expect(await store().change(seen, (known) => (known === null ? seen : null))).toEqual(seen);
      const { Item } = await emulators.dynamodb.send(new GetItemCommand({ TableName: 'bucket', Key: key }));
      // Two days after the mail waits no longer.
      expect(Item?.['expiresAtEpochSeconds']?.N).toBe(String(7_201 + 2 * 86_400));
    });
  },
);
