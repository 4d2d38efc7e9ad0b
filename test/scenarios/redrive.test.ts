import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { endpointVariables } from '#infra/local/aws/client-config.ts';
import { createDynamoManifest } from '#shared/adapters/dynamodb-manifest.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { deliveryId, type DeliveryCopy } from '#shared/mail/delivery.ts';
import { aCopy } from '#test/shared/events/a-copy.ts';
import { output, startPipeline } from '#test/support/pipeline.ts';

const letters = 30;

it('puts dead letters back, killed between the sending and the removing of some: none is lost, none doubled', async () => {
  await using pipeline = await startPipeline({ receivers: { 'open.test': {} } });
  const { aws, sqs } = pipeline;
  const deadLetterUrl = output(aws, 'LaneBulkDeadLetter');
  const copies = Array.from({ length: letters }, (_, index) => deadCopy(`user${index}@open.test`));
  using dynamodb = disposable(new DynamoDBClient(aws.clientConfig('auditor')));
  const manifest = createDynamoManifest(dynamodb.client, output(aws, 'ManifestTable'), { ttlDays: 30 });
  await manifest.accept({ acceptedAtMs: Date.now(), ids: copies.map(({ id }) => id) });
  const queue = createQueueSender(sqs, deadLetterUrl, systemClock);
  const sends = copies.map((copy) => queue.send({ body: JSON.stringify(copy), delaySeconds: 0 }));
  queue.flush();
  await Promise.all(sends);

  const resources = join(pipeline.dir, 'outputs.json');
  const environment = endpointVariables(aws.clientConfig('operator'));
  writeFileSync(resources, JSON.stringify({ Sluice: aws.outputs, environment }));
  const redrive = () =>
    spawn(process.execPath, ['infra/cli/sluice.ts', 'redrive', 'bulk', '--resources', resources], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });

  // Its first ten are in the ready queue by now, and still in the dead-letter queue.
  const killed = redrive();
  aws.fault(({ caller, operation }) => {
    if (caller !== 'operator' || operation !== 'DeleteMessageBatch') return null;
    killed.kill('SIGKILL');
    return 'error500';
  });
  expect(await once(killed, 'exit')).toEqual([null, 'SIGKILL']);
  aws.fault(null);
  expect(await held(deadLetterUrl)).toBe(letters);

  const again = redrive();
  expect(await once(again, 'exit')).toEqual([0, null]);
  // What the killed one hid is put back a second time when it shows again, for the ledger to judge.
  const hidden = await held(deadLetterUrl);
  expect(hidden).toBe(10);
  expect(await pipeline.untilDrained(letters)).toMatchObject({ accepted: letters, waiting: 0, doubts: 0 });
  await sendHidden();
  await pipeline.untilEmpty();

  expect([...(await pipeline.copies()).values()]).toEqual(Array(letters).fill(1));
  expect(await pipeline.audit()).toMatchObject({ accepted: letters, doubts: 0, verdict: 'clean' });

  /** A third run after two minutes would send these: as their time-out cannot be waited for, they are sent here. */
  async function sendHidden(): Promise<void> {
    const ready = createQueueSender(sqs, output(aws, 'LaneBulkReady'), systemClock);
    const repeated = copies.map((copy) => ready.send({ body: JSON.stringify(copy), delaySeconds: 0 }));
    ready.flush();
    await Promise.all(repeated);
  }

  async function held(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    return (
      Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
    );
  }
}, 300_000);

function deadCopy(recipient: string): DeliveryCopy {
  const content = {
    kind: 'composed',
    from: { address: 'news@sender.test' },
    to: [{ address: recipient }],
    cc: [],
    replyTo: [],
    subject: 'Hello',
    text: 'A short text.',
    headers: [],
    list: [],
    attachments: [],
  };
  return aCopy({
    id: deliveryId('sender.test', 'dead', recipient),
    generation: 1,
    attempts: 0,
    recipient,
    acceptedAtMs: Date.now(),
    expiresAtMs: Date.now() + 3_600_000,
    content: { kind: 'inline', json: JSON.stringify(content) },
  });
}

function disposable(client: DynamoDBClient): Disposable & { readonly client: DynamoDBClient } {
  return { client, [Symbol.dispose]: () => client.destroy() };
}
