import { generateKeyPairSync } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { MailContent } from '#shared/mail/content.ts';
import type { DeliveryCopy } from '#shared/mail/delivery.ts';
import { createDkimPair, verifyDkim } from '#test/support/dkim.ts';
import { type Script, type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { startSecrets } from '#test/support/secrets.ts';
import { until } from '#test/support/until.ts';
import { copyFor } from './harness.ts';
import { startDeliverPump } from './pump.ts';
import { watchEnqueued } from './watch-enqueued.ts';

const pair = createDkimPair();
const other = createDkimPair();
const records = {
  's1._domainkey.sender.test': pair.record,
  's2._domainkey.example.co.uk': other.record,
};
const variables = {
  DKIM: JSON.stringify([
    { domain: 'sender.test', selector: 's1', secretArn: 'arn:one' },
    { domain: 'example.co.uk', selector: 's2', secretArn: 'arn:two' },
  ]),
  FEEDBACK_SENDER: 'sluice',
};

let stack: AsyncDisposableStack;
let server: ScriptedServer;
let secrets: Record<string, string>;
let pump: Awaited<ReturnType<typeof startDeliverPump>>;

async function start(script: Script): Promise<void> {
  server = stack.use(await startScriptedServer({ ehlo: '250-scripted\r\n250-SMTPUTF8\r\n250 PIPELINING', ...script }));
  const secretsManager = stack.use(await startSecrets((id) => secrets[id]));
  pump = stack.use(await startDeliverPump(server.port, { variables, secrets: secretsManager.client }));
}
beforeEach(() => {
  stack = new AsyncDisposableStack();
  secrets = { 'arn:one': pair.pem, 'arn:two': other.pem };
});
afterEach(() => stack.disposeAsync());

const content: MailContent = {
  kind: 'composed',
  from: { name: 'Ada Lovelace 🚀', address: 'ada@sender.test' },
  to: [{ name: 'Grace 👋', address: 'grüße@a.test' }, { address: 'jo@xn--bcher-kva.example' }],
  cc: [],
  replyTo: [],
  subject: 'Grüße 👋 an alle',
  text: 'Zeile 1\n.\nFrom hier 👩‍💻  \n\n\n',
  html: '<p>Grüße 👋</p>',
  headers: [{ key: 'X-Campaign', value: 'spring' }],
  list: [{ key: 'List-ID', value: '<news.sender.test>' }],
  unsubscribe: { url: 'https://sender.test/u?m={recipient}', mailto: 'mailto:leave@sender.test?subject={delivery}' },
  attachments: [
    {
      filename: 'Übersicht 📎.pdf',
      contentType: 'application/pdf',
      base64: Buffer.alloc(5_000, 'é').toString('base64'),
    },
    {
      filename: 'inner.eml',
      contentType: 'message/rfc822',
      base64: Buffer.from('Subject: é\r\n\r\nGrüße').toString('base64'),
    },
  ],
};
const composed = (changes: Partial<DeliveryCopy> = {}): DeliveryCopy =>
  copyFor('grüße@a.test', {
    content: { kind: 'inline', json: JSON.stringify(content) },
    tags: { campaign: 'spring' },
    ...changes,
  });

/** What the receiver holds after its dots were undone (RFC 5321 §4.5.2). */
const received = () => server.messages.map((message) => Buffer.from(`${message.replace(/^\./gm, '')}\r\n`, 'latin1'));

const untilMessages = (count: number) =>
  until(
    async () => {
      await pump.invokeFrom('ready');
      await pump.invokeFrom('retry');
      return server.messages.length >= count;
    },
    { withinMs: 15_000, what: () => `${count} messages; there are ${server.messages.length}` },
  );

test('each of three attempts is the same signed message, and an independent verifier passes it', async () => {
  await start({ dot: (message) => (message < 3 ? '451 4.3.0 not now' : '250 2.0.0 ok') });
  await pump.enqueue([composed()]);
  await untilMessages(3);

  const [first, ...rest] = received();
  for (const message of rest) expect(message.equals(first ?? Buffer.alloc(0))).toBe(true);
  for (const message of received()) {
    const [verified, ...more] = await verifyDkim(message, records);
    expect(more).toEqual([]);
    expect(verified).toMatchObject({ result: 'pass', domain: 'sender.test', aligned: 'sender.test' });
    for (const name of ['from', 'list-unsubscribe', 'list-unsubscribe-post', 'list-id', 'feedback-id']) {
      expect(verified?.signedNames).toContain(name);
    }
  }
  const parsed = await simpleParser(first ?? '');
  expect(parsed.subject).toBe('Grüße 👋 an alle');
  expect(parsed.attachments.map(({ filename }) => filename)).toEqual(['Übersicht 📎.pdf']);
  // The attached message, which may not be encoded as a whole.
  expect(parsed.text).toContain('Grüße');
  expect(parsed.headers.get('feedback-id')).toBe('spring::bulk:sluice');
  expect(parsed.headers.get('list')).toMatchObject({
    unsubscribe: {
      url: 'https://sender.test/u?m=gr%C3%BC%C3%9Fe%40a.test',
      mail: 'leave@sender.test?subject=' + composed().id,
    },
    'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
  });
  expect(server.commands.filter((line) => line.startsWith('MAIL')).every((line) => line.includes('SMTPUTF8'))).toBe(
    true,
  );
});

test('each From-domain is signed by its own key or its parent’s, and one without a key by none', async () => {
  await start({});
  const raw = (domain: string) => {
    const text = `From: ada@${domain}\r\nSubject: Grüße\r\n\r\nGrüße\r\n`;
    const json = JSON.stringify({ kind: 'raw', base64: Buffer.from(text).toString('base64') });
    return copyFor(`to-${domain}@a.test`, {
      id: domain.padEnd(22, '.'),
      fromDomain: domain,
      content: { kind: 'inline', json },
    });
  };
  await pump.enqueue(['shop.example.co.uk', 'sender.test', 'unsigned.test'].map(raw));
  await untilMessages(3);
  const verified = new Map<string, unknown>();
  for (const message of received()) {
    const from = (await simpleParser(message)).from?.value[0]?.address ?? '';
    verified.set(
      from,
      (await verifyDkim(message, records)).map(({ result, aligned }) => [result, aligned]),
    );
  }
  expect(verified.get('ada@sender.test')).toEqual([['pass', 'sender.test']]);
  expect(verified.get('ada@shop.example.co.uk')).toEqual([['pass', 'example.co.uk']]);
  expect(verified.get('ada@unsigned.test')).toEqual([['none (message not signed)', false]]);
});

const badKeys: [what: string, secret: string | undefined][] = [
  ['an Ed25519 key', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['a malformed key', pair.pem.slice(0, 200)],
  ['an RSA key of 512 bits', createDkimPair(512).pem],
  ['no secret', undefined],
];
test.each(badKeys)('with %s nothing of that domain is sent, and other mail goes on', async (_what, secret) => {
  if (secret === undefined) delete secrets['arn:one'];
  else secrets['arn:one'] = secret;
  await start({});
  const foreign = copyFor('b@a.test', { id: 'other-domain'.padEnd(22, '.'), fromDomain: 'example.co.uk' });
  await pump.enqueue([composed(), foreign]);
  using enqueued = watchEnqueued(pump.aws.sqs);
  await untilMessages(1);

  expect(server.messages).toHaveLength(1);
  expect(server.messages[0]).toContain('d=example.co.uk');
  // Put back by a sender that did not fail: nothing was given back, nothing is booked.
  expect(pump.failures).toEqual([]);
  const records = await pump.ledger.read([composed().id, foreign.id]);
  expect(records.has(composed().id)).toBe(false);
  expect(records.get(foreign.id)?.state).toBe('delivered');
  expect(enqueued.all).toMatchObject([{ copy: { id: composed().id, attempts: 0, generation: 1 }, queue: 'ready' }]);
  expect(enqueued.all[0]?.delaySeconds).toBeGreaterThanOrEqual(300);
  expect(pump.meter.counts).toMatchObject({ 'Unsendable bulk': 1 });
});
