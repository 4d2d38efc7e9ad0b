import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { config as shippedConfig } from '#infra/config.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { deliveryId, type DeliveryCopy } from '#shared/mail/delivery.ts';
import { granted, used } from '#test/infra/support/permissions.ts';
import { synthesise } from '#test/infra/support/synthesise.ts';
import { aCopy } from '#test/shared/events/a-copy.ts';
import { aRecord } from '#test/support/a-record.ts';
import { nameServerVariables } from '#test/support/name-server-variables.ts';
import { output, startPipeline, submissionFor } from '#test/support/pipeline.ts';
import { startScriptedDns } from '#test/support/scripted-dns.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { tellFeedback } from './support/tell-feedback.ts';

/** Granted, and not seen in a local run: why it is needed all the same. */
const unseen: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['submit', 'deliver', 'feedback', 'watch'].flatMap((stage) => [
      [`${stage} logs:CreateLogStream log`, 'Lambda itself writes the log, by the function’s role'],
      [`${stage} logs:PutLogEvents log`, 'the same'],
    ]),
  ),
  'submit sqs:GetQueueAttributes submit': 'Lambda asks for it of the role of a mapping, and does not say when',
  'deliver sqs:GetQueueAttributes ready': 'the same',
  'deliver sqs:GetQueueAttributes retry': 'the same',
  'feedback sqs:GetQueueAttributes feedback': 'the same',
  'deliver dynamodb:GetItem ledger': 'a refused write is read after only where the refusal came without the record',
};

const config = {
  ...shippedConfig,
  contentSources: ['newsletters/mail/'],
  feedbackSources: ['returned/mail/'],
  dkim: [{ domain: 'sender.test', selector: 's1', secretName: 'sluice/dkim' }],
  returnPath: { kind: 'verp' as const, domain: 'bounce.sender.test', secretName: 'sluice/verp' },
};

it('each permission that a function uses is granted, and no other is', async () => {
  const template = synthesise({ stage: 'prod', config });
  const functions = template.ofType('AWS::Lambda::Function').map(({ id }) => id);
  const idOf = (start: string) => functions.find((id) => id.startsWith(start)) ?? start;
  const ids = {
    submit: idOf('Submit'),
    bulk: idOf('LaneBulk'),
    transactional: idOf('LaneTransactional'),
    feedback: idOf('Feedback'),
    watch: idOf('Watch'),
  };
  const arnOf = (name: string) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}`;
  await using gone = await startScriptedServer({ rcpt: () => '550 5.1.1 no such user' });
  await using denied = await startScriptedServer({
    mail: () => '421 4.7.26 Unauthenticated email is rate limited, SPF',
  });
  await using plain = await startScriptedServer({});
  await using names = await startScriptedDns(() => ({ rcode: 'NXDOMAIN' }));
  const bounceSecret = randomBytes(32).toString('hex');
  const returnPath = JSON.stringify({
    kind: 'verp',
    domain: 'bounce.sender.test',
    secretArn: arnOf('sluice/verp'),
  });

  // What stage local leaves out of the configuration is given to its functions: the secrets, and a relay for one lane.
  await using pipeline = await startPipeline({
    receivers: { 'open.test': {}, 'grey.test': { limits: { greylists: true } }, 'slow.test': {} },
    routes: {
      'gone.test': { host: '127.0.0.1', port: gone.port },
      'denied.test': { host: '127.0.0.1', port: denied.port },
    },
    overrides: { limits: { 'slow.test': { rate: '5/10s' } } },
    config,
    secrets: {
      'sluice/smtp': '{"username":"u","password":"p"}',
      'sluice/dkim': generateKeyPairSync('rsa', { modulusLength: 2048 })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      'sluice/verp': bounceSecret,
    },
    variables: {
      [ids.submit]: { RETURN_PATH: returnPath },
      [ids.feedback]: { RETURN_PATH: returnPath },
      [ids.bulk]: {
        DKIM: JSON.stringify([{ domain: 'sender.test', selector: 's1', secretArn: arnOf('sluice/dkim') }]),
      },
      [ids.transactional]: {
        EGRESS: JSON.stringify({
          kind: 'relay',
          name: 'main',
          host: '127.0.0.1',
          port: plain.port,
          tls: 'starttls',
          ehloName: 'sender.test',
          secretArn: arnOf('sluice/smtp'),
        }),
      },
      [ids.watch]: {
        ...nameServerVariables(names.address),
        SENDER: JSON.stringify({
          addresses: [{ address: '203.0.113.7', ehloName: 'mail.sender.test' }],
          fromDomains: ['sender.test'],
          returnDomains: ['bounce.sender.test'],
          keys: [{ domain: 'sender.test', selector: 's1' }],
        }),
      },
    },
  });
  const { aws, s3, sqs } = pipeline;

  // The watch function as its schedule invokes it: it looks at all of DNS, and asks nothing of AWS.
  expect(await aws.invoke(ids.watch, { 'detail-type': 'Scheduled Event', source: 'aws.events' })).toMatchObject({
    kind: 'returned',
  });
  expect(names.questions).toEqual(
    expect.arrayContaining([
      'udp PTR 7.113.0.203.in-addr.arpa',
      'udp TXT bounce.sender.test',
      'udp TXT s1._domainkey.sender.test',
      'udp TXT _dmarc.sender.test',
      'udp MX sender.test',
    ]),
  );
  expect(aws.calls().filter(({ caller }) => caller === ids.watch)).toEqual([]);

  await tellFeedback(pipeline, { bucket: 'returned', prefix: 'mail/', bounceSecret });
  await s3.send(new CreateBucketCommand({ Bucket: 'newsletters' }));
  await s3.send(new PutObjectCommand({ Bucket: 'newsletters', Key: 'mail/offer.pdf', Body: 'an offer' }));

  // Accepted: small, large, with an object of the user's; for every lane, and for receivers that do as receivers do.
  await pipeline.enqueue([
    submissionFor('small', 'a@open.test'),
    submissionFor('large', 'b@open.test', { text: 'x'.repeat(60_000) }),
    submissionFor('object', 'c@open.test', {
      attachments: [{ filename: 'offer.pdf', source: 's3://newsletters/mail/offer.pdf' }],
    }),
    submissionFor('relayed', 'd@open.test', { stream: 'transactional' }),
    submissionFor('grey', 'e@grey.test'),
    submissionFor('gone', 'f@gone.test'),
    submissionFor('denied', 'g@denied.test'),
    ...Array.from({ length: 40 }, (_, n) => submissionFor(`slow-${n}`, `h${n}@slow.test`)),
  ]);
  // Refused: with a body that the refused queue takes, and with one that it does not.
  await pipeline.enqueueRaw(['{"version":1}', `{"version":1,"text":"${'x'.repeat(1_047_000)}"}`]);

  // Copies that somebody else is sending, in both queues, and one whose sender died.
  const dynamodb = new DynamoDBClient(aws.clientConfig('auditor'));
  const ledger = createDynamoLedger(dynamodb, output(aws, 'LedgerTable'), { ttlDays: 30 });
  for (const [queue, untilMs] of [
    ['Ready', Date.now() + 20_000],
    ['Retry', Date.now() + 20_000],
    ['Ready', Date.now() - 1_000],
  ] as const) {
    const copy = claimed(`${queue}-${untilMs}@open.test`);
    const facts = { ...copy, site: 'open.test', notes: [] };
    await ledger.claim(facts, { owner: 'another', untilMs, nowMs: Date.now() - 5_000 });
    const sender = createQueueSender(sqs, output(aws, `LaneBulk${queue}`), systemClock, { lingerMs: 0 });
    await sender.send({ body: JSON.stringify(copy), delaySeconds: 0 });
  }
  dynamodb.destroy();

  // Come again when its recipient has bounced: what an earlier try may have booked is cancelled.
  await until(() => used(aws.calls()).has('deliver dynamodb:UpdateItem suppression'), { withinMs: 60_000 });
  const body = JSON.stringify(submissionFor('small', 'f@gone.test'));
  const again = { SenderId: 'AROA', SentTimestamp: String(Date.now()), ApproximateReceiveCount: '2' };
  await aws.invoke(ids.submit, { Records: [aRecord({ messageId: 'again', body }, again)] });

  const grants = granted(template);
  const missing = () => [...grants].filter((grant) => !used(aws.calls()).has(grant) && !(grant in unseen));
  await until(() => missing().length === 0, {
    withinMs: 200_000,
    everyMs: 500,
    what: () => `granted and not used: ${missing().join(', ')}`,
  });
  const uses = used(aws.calls());
  expect([...uses].filter((use) => !grants.has(use))).toEqual([]);
  expect(Object.keys(unseen).filter((grant) => !grants.has(grant) || uses.has(grant))).toEqual([]);
}, 300_000);

/** A copy of a delivery that is claimed by somebody else. */
function claimed(recipient: string): DeliveryCopy {
  const raw = Buffer.from('From: news@sender.test\r\nSubject: hello\r\n\r\nbody\r\n').toString('base64');
  return aCopy({
    id: deliveryId('sender.test', 'claimed', recipient),
    generation: 1,
    recipient,
    acceptedAtMs: Date.now(),
    expiresAtMs: Date.now() + 600_000,
    content: { kind: 'inline', json: JSON.stringify({ kind: 'raw', base64: raw }) },
  });
}
