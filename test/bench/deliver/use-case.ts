import { createPrivateKey } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { createContentStore } from '#shared/adapters/s3-content-store.ts';
import { createMailMaker } from '#shared/adapters/signed-mail.ts';
import { deliver } from '#functions/deliver/deliver.ts';
import { readBatch } from '#functions/deliver/read-batch.ts';
import type { FindSigningKey } from '#shared/mail/find-signing-key.ts';
import { createHarness } from '#test/functions/deliver/harness.ts';
import { batches } from './batches.ts';
import { fromDomain, recipientDomain, selector } from './mail.ts';
import type { Places, Variant } from './variant.ts';

/** The deliver use case from the text of its SQS messages on, composing and signing as in production, its ports in memory. */
export async function createUseCase({ sinkPort, privateKey }: Places): Promise<Variant> {
  const key = { kind: 'key', domain: fromDomain, selector, key: createPrivateKey(privateKey) } as const;
  const findSigningKey: FindSigningKey = async () => key;
  const compose = createMailMaker(findSigningKey, { kind: 'mx', name: 'local', ehloName: fromDomain }, {});
  // The content lies in the copies: nothing is asked of S3.
  const content = createContentStore(new S3Client({ region: 'eu-west-1' }), 'none');
  return {
    prepare(run) {
      const { deps } = createHarness(
        { [recipientDomain]: sinkPort },
        { limits: { [recipientDomain]: { connections: run.connections } }, maxSessions: run.connections },
      );
      const using = { ...deps, compose, findSigningKey, loadContent: content.load };
      const prepared = [...batches(run)];
      return async () => {
        for (const records of prepared) {
          const batch = readBatch(records, using);
          const ends = await deliver(batch, { deadlineMs: Date.now() + 300_000 }, using);
          for (const end of ends.values()) if (end.kind !== 'ack') throw new Error('a message was not delivered');
        }
      };
    },
  };
}
