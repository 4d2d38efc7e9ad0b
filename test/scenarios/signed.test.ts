import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { createDkimPair, verifyDkim } from '#test/support/dkim.ts';
import { startPipeline, submissionFor } from '#test/support/pipeline.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { startSecrets } from '#test/support/secrets.ts';

const pair = createDkimPair();
const records = { 's1._domainkey.sender.test': pair.record };

it('sends a deferred message three times as one, each time with a signature that an independent verifier passes', async () => {
  let dots = 0;
  await using server = await startScriptedServer({
    ehlo: '250-scripted\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 PIPELINING',
    dot: () => (++dots < 3 ? '451 4.3.0 scanner away' : '250 2.0.0 ok'),
  });
  await using secrets = await startSecrets(() => pair.pem);
  await using pipeline = await startPipeline({
    routes: { 'xn--bcher-kva.example': { host: '127.0.0.1', port: server.port } },
    variables: {
      '*': {
        DKIM: JSON.stringify([{ domain: 'sender.test', selector: 's1', secretArn: 'dkim' }]),
        AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.endpoint,
      },
    },
  });
  await pipeline.enqueue([
    submissionFor('signed', 'Zoë 👋 <leserin@bücher.example>', {
      from: 'Ada 🚀 <ada@sender.test>',
      subject: 'Grüße 👋 an alle',
      text: 'Zeile 1\n.\nFrom hier 👩‍💻\n',
      html: '<p>Grüße 👋</p>',
      attachments: [
        { filename: 'Übersicht 📎.pdf', contentType: 'application/pdf', content: 'é'.repeat(3_000) },
        { filename: 'plain.txt', content: 'a line\n' },
      ],
    }),
  ]);
  expect(await pipeline.untilDrained(1)).toMatchObject({ byState: { delivered: 1 }, doubts: 0, verdict: 'clean' });

  // As the receiver read them: with the dots of the transfer undone (RFC 5321 §4.5.2).
  const messages = server.messages.map((message) => Buffer.from(`${message.replace(/^\./gm, '')}\r\n`, 'latin1'));
  expect(messages).toHaveLength(3);
  expect(server.commands.filter((line) => line.startsWith('RCPT'))).toEqual(
    Array.from({ length: 3 }, () => 'RCPT TO:<leserin@xn--bcher-kva.example>'),
  );
  for (const message of messages) {
    expect(await verifyDkim(message, records)).toMatchObject([{ result: 'pass', aligned: 'sender.test' }]);
  }
  const told = await Promise.all(
    messages.map(async (message) => {
      const { messageId, date } = await simpleParser(message);
      const [, boundary] = /boundary="([^"]+)"/.exec(message.toString('latin1')) ?? [];
      return { messageId, date, boundary };
    }),
  );
  expect(told[0]).toMatchObject({
    messageId: expect.stringMatching(/^<.+@sender\.test>$/),
    date: expect.any(Date),
    boundary: expect.any(String),
  });
  expect(told).toEqual([told[0], told[0], told[0]]);

  const { subject, attachments, html } = await simpleParser(messages[2] ?? '');
  expect(subject).toBe('Grüße 👋 an alle');
  expect(html).toContain('Grüße 👋');
  expect(attachments.map(({ filename }) => filename)).toEqual(['Übersicht 📎.pdf', 'plain.txt']);
  expect(attachments[0]?.content.toString()).toBe('é'.repeat(3_000));
});
