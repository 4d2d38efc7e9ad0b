import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ReceiverLimits } from '#infra/local/receivers/receiver-spec.ts';
import { startReceivers } from '#infra/local/receivers/receivers.ts';
import { smtpScript } from './smtp-script.ts';

const tooMany = '421 4.7.0 five.test Error: too many connections from 127.0.0.1';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'receivers-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function start(limits: ReceiverLimits, name = 'five.test') {
  const receivers = await startReceivers([{ name, limits }], join(dir, 'copies.jsonl'));
  const { port } = receivers.target(name);
  return {
    receivers,
    connect: () => smtpScript(port),
    stats: async () => {
      const [first] = await receivers.stats();
      if (!first) throw new Error('no figures');
      return first;
    },
    [Symbol.asyncDispose]: () => receivers.stop(),
  };
}

async function greeted(connecting: ReturnType<typeof smtpScript>) {
  const client = await connecting;
  await client.say('');
  await client.say('EHLO client.test\r\n');
  return client;
}

const message = (id: string) => `Message-ID: <${id}@sender.test>\r\nSubject: x\r\n\r\nHello\r\n.\r\n`;

test('greets the connection after the last allowed one with a 421 and closes it', async () => {
  await using server = await start({ connections: 2 });
  await using first = await server.connect();
  await using second = await server.connect();
  expect(await first.say('')).toMatch(/^220 five\.test/);
  expect(await second.say('')).toMatch(/^220/);
  await using third = await server.connect();
  expect(await third.say('')).toBe(tooMany);
  await third.closed;
  expect(await server.stats()).toMatchObject({
    connectionsNow: 2,
    connectionsPeak: 3,
    refusals: { '421': 1 },
    refusedCommands: { connect: 1 },
  });
});

test('gives a place away as soon as its connection is seen to close', async () => {
  await using server = await start({ connections: 1 });
  for (let round = 0; round < 50; round++) {
    await using client = await server.connect();
    expect(await client.say('')).toMatch(/^220/);
    expect(await client.say('QUIT\r\n')).toMatch(/^221/);
    await client.closed;
  }
  expect(await server.stats()).toMatchObject({ connections: 50, connectionsPeak: 1, connectionsNow: 0, refusals: {} });
});

test('counts a connection that goes without QUIT until it is gone', async () => {
  await using server = await start({ connections: 1 });
  await using client = await server.connect();
  await client.say('');
  expect((await server.stats()).connectionsNow).toBe(1);
  client.end();
  await client.closed;
  expect((await server.stats()).connectionsNow).toBe(0);
});

test('answers MAIL beyond the rate with a 450, keeps the connection, and takes mail in the next window', async () => {
  await using server = await start({ rate: '2/300ms' }, 'paced.test');
  await using client = await greeted(server.connect());
  const replies: string[] = [];
  for (let n = 0; n < 3; n++) {
    replies.push(await client.say('MAIL FROM:<a@sender.test>\r\n'));
    await client.say('RSET\r\n');
  }
  expect(replies).toEqual(['250 2.1.0 Ok', '250 2.1.0 Ok', '450 4.7.1 Error: too much mail from 127.0.0.1']);
  await expect.poll(() => client.say('MAIL FROM:<a@sender.test>\r\n'), { interval: 50 }).toMatch(/^250/);
});

test('greets everybody with a 421 while it is down, and nobody after', async () => {
  await using server = await start({ downForMs: 300 }, 'down.test');
  await using early = await server.connect();
  expect(await early.say('')).toBe('421 4.3.2 Service not available, closing transmission channel');
  await early.closed;
  await expect
    .poll(
      async () => {
        await using later = await server.connect();
        return await later.say('');
      },
      { interval: 50 },
    )
    .toMatch(/^220 down\.test/);
});

test('answers a message beyond those of one connection with a 421 and leaves it open', async () => {
  await using server = await start({ messagesPerConnection: 1 });
  await using client = await greeted(server.connect());
  expect(await client.say('MAIL FROM:<a@sender.test>\r\n')).toMatch(/^250/);
  await client.say('RSET\r\n');
  expect(await client.say('MAIL FROM:<a@sender.test>\r\n')).toBe('421 too many messages in this connection');
  expect(await client.say('NOOP\r\n')).toMatch(/^250/);
});

test('has each copy in the file before it says 250, one line a recipient', async () => {
  await using server = await start({});
  await using client = await greeted(server.connect());
  await client.say('MAIL FROM:<a@sender.test>\r\n');
  await client.say('RCPT TO:<b@five.test>\r\n');
  await client.say('RCPT TO:<c@five.test>\r\n');
  expect(await client.say('DATA\r\n')).toMatch(/^354/);
  expect(await client.say(message('d1'))).toMatch(/^250/);
  const receipts = await server.receivers.receipts();
  expect(receipts.map(({ receiver, deliveryId, recipient }) => [receiver, deliveryId, recipient])).toEqual([
    ['five.test', 'd1', 'b@five.test'],
    ['five.test', 'd1', 'c@five.test'],
  ]);
  expect((await server.stats()).copies).toBe(2);
});

test('counts nothing of a message whose final dot never came', async () => {
  await using server = await start({});
  await using client = await greeted(server.connect());
  await client.say('MAIL FROM:<a@sender.test>\r\n');
  await client.say('RCPT TO:<b@five.test>\r\n');
  await client.say('DATA\r\nMessage-ID: <d1@sender.test>\r\n');
  client.end();
  await client.closed;
  expect(await server.receivers.receipts()).toEqual([]);
});

test('streams its figures', async () => {
  await using server = await start({});
  await using client = await server.connect();
  await client.say('');
  await expect.poll(() => server.receivers.latest()[0]?.connectionsNow).toBe(1);
});

test('keeps whole messages when it is told where', async () => {
  const mailDir = join(dir, 'mail');
  await using receivers = await startReceivers([{ name: 'a.test' }], join(dir, 'copies.jsonl'), { mailDir });
  await using client = await greeted(smtpScript(receivers.target('a.test').port));
  await client.say('MAIL FROM:<a@sender.test>\r\nRCPT TO:<b@a.test>\r\n');
  await client.say('');
  await client.say('DATA\r\n');
  await client.say('Message-ID: <d1@sender.test>\r\n\r\n..dot\r\n.\r\n');
  expect(await readdir(mailDir)).toEqual(['d1.eml']);
  expect(await readFile(join(mailDir, 'd1.eml'), 'utf8')).toBe('Message-ID: <d1@sender.test>\r\n\r\n.dot\r\n');
});

test('says so when a receiver cannot be started', async () => {
  await using taken = await startReceivers([{ name: 'a.test' }], join(dir, 'copies.jsonl'));
  const { port } = taken.target('a.test');
  await expect(startReceivers([{ name: 'b.test', port }], join(dir, 'b.jsonl'))).rejects.toThrow(/EADDRINUSE/);
});

test('fails a question that its process cannot answer any more', async () => {
  const receivers = await startReceivers([{ name: 'a.test' }], join(dir, 'copies.jsonl'));
  await receivers.stop();
  await expect(receivers.stats()).rejects.toThrow(/ended/);
});
