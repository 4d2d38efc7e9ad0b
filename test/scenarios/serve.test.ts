import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { simpleParser } from 'mailparser';
import { expect, it } from 'vitest';
import { until } from '#test/support/until.ts';

/** What another program does: nothing of ours but the queue URL and the environment that `--serve` prints. */
const otherProgram = `
  import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const submission = { version: 1, id: 'emoji', from: 'Ada <ada@example.com>', to: 'grace@open.test', subject: 'Hello \\u{1F680}', text: 'Hi' };
  const MessageBody = JSON.stringify(submission).replace(/[\\u007f-\\uffff]/g, (c) => '\\\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.SUBMIT_QUEUE_URL, MessageBody }));
`;

it('serves: a mail with an emoji in its subject, enqueued with the SDK by another process, is delivered', async () => {
  const serving = spawn(process.execPath, ['infra/local/start.ts', '--serve'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  serving.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  try {
    await until(() => printed.includes('Ctrl-C ends it'), { withinMs: 60_000, what: () => printed });
    const variables = [...printed.matchAll(/export (\w+)=(\S+)/g)].map(([, name, value]) => [name, value]);
    expect(variables.map(([name]) => name)).toContain('AWS_ENDPOINT_URL_SQS');
    expect(variables.map(([name]) => name)).toContain('SUBMIT_QUEUE_URL');

    const env = { ...process.env, ...Object.fromEntries(variables) };
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', otherProgram], { env });

    const mailDir = /lies in (\S+?)\.?\s/.exec(printed)?.[1] ?? '';
    const mails = () => readdirSync(mailDir).filter((name) => name.endsWith('.eml'));
    await until(() => mails().length > 0, { withinMs: 30_000, what: () => `a mail in ${mailDir}` });
    const [file = ''] = mails();
    const mail = await simpleParser(readFileSync(join(mailDir, file)));
    expect(mail.subject).toBe('Hello \u{1F680}');
  } finally {
    await stop(serving);
  }
});

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGINT');
  await exited;
}
