import { describe, expect, it } from 'vitest';
import { until } from '#test/support/until.ts';
import { judge, mailTo, open, openSession } from './support/client.ts';
import { startPostfix } from './support/postfix.ts';
import { dialogue } from './support/dialogue.ts';
import { classify } from '#shared/smtp/classify.ts';
import { parseReply } from '#shared/smtp/reply.ts';

describe('limits of Postfix', () => {
  it('refuses the connection above its count limit at the banner; those below it go on', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '2' } });
    await using first = await openSession(postfix.port);
    await using second = await openSession(postfix.port);
    expect(judge(await open(postfix.port))).toMatchObject({
      reply: '421 4.7.0 rx.test Error: too many connections from 127.0.0.1',
      command: 'connect',
      outcome: 'defer',
      kind: 'connections',
      scope: 'site',
    });
    expect(await first.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
    expect(await second.send(mailTo('b@rx.test'))).toMatchObject({ kind: 'accepted' });
    expect((await postfix.delivered()).sort()).toEqual(['a@rx.test', 'b@rx.test']);
  });

  it('has a place free again as soon as a session has ended, however it ended', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_count_limit: '1' } });
    for (let round = 1; round <= 20; round++) {
      const quits = await openSession(postfix.port);
      await quits.send(mailTo('a@rx.test'));
      await quits.end();
      // Without its claim a message breaks off in the middle of its content, with no QUIT.
      const breaks = await openSession(postfix.port);
      await breaks.send(mailTo('b@rx.test', { claim: async () => false }));
      await breaks.end();
    }
    expect(postfix.log()).not.toContain('limit exceeded');
    expect(await postfix.delivered()).toHaveLength(20);
  });

  it('refuses the connections above its connection rate at the banner', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_connection_rate_limit: '1' } });
    await using session = await openSession(postfix.port);
    expect(judge(await open(postfix.port))).toMatchObject({
      reply: '421 4.7.0 rx.test Error: too many connections from 127.0.0.1',
      kind: 'connections',
      scope: 'site',
    });
    expect(session.isUsable).toBe(true);
  });

  it('refuses MAIL above its message rate and keeps the connection, which is taken up again later', async () => {
    await using postfix = await startPostfix({
      parameters: { smtpd_client_message_rate_limit: '1', anvil_rate_time_unit: '2s' },
    });
    await using session = await openSession(postfix.port);
    await session.send(mailTo('a@rx.test'));
    expect(judge(await session.send(mailTo('b@rx.test')))).toMatchObject({
      reply: '450 4.7.1 Error: too much mail from 127.0.0.1',
      command: 'mail',
      claimed: false,
      outcome: 'defer',
      kind: 'rate',
      scope: 'site',
    });
    // A refused MAIL counts as well, and many of them on one connection are answered late and then with 421.
    await until(async () => (await session.send(mailTo('b@rx.test'))).kind === 'accepted', { everyMs: 500 });
    expect((await postfix.delivered()).sort()).toEqual(['a@rx.test', 'b@rx.test']);
  });

  it('refuses RCPT above its recipient rate and keeps the connection', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_client_recipient_rate_limit: '1' } });
    await using session = await openSession(postfix.port);
    await session.send(mailTo('a@rx.test'));
    expect(judge(await session.send(mailTo('b@rx.test')))).toMatchObject({
      reply: '450 4.7.1 Error: too many recipients from 127.0.0.1',
      command: 'rcpt',
      claimed: false,
      outcome: 'defer',
      kind: 'rate',
      scope: 'site',
    });
    expect(session.isUsable).toBe(true);
  });

  it('never meets a limit of recipients a message, which would defer no more than the message', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_recipient_limit: '1' } });
    await using session = await openSession(postfix.port);
    for (const name of ['a', 'b', 'c']) {
      expect(await session.send(mailTo(`${name}@rx.test`))).toMatchObject({ kind: 'accepted' });
    }
    const replies = await dialogue(postfix.port, [
      'EHLO sender.test',
      'MAIL FROM:<news@sender.test>',
      'RCPT TO:<a@rx.test>',
      'RCPT TO:<b@rx.test>',
    ]);
    const reply = parseReply(replies.at(-1) ?? '', 'rcpt');
    expect(reply).toMatchObject({ code: 452, enhanced: '4.5.3', text: 'Error: too many recipients' });
    expect(reply && classify(reply)).toMatchObject({ outcome: 'defer', kind: 'recycle', scope: 'message' });
  });

  it('says nothing when it is out of processes: no connection, once our time is up', async () => {
    await using postfix = await startPostfix({ maxProcesses: 1 });
    await using session = await openSession(postfix.port);
    expect(await open(postfix.port, 1_000)).toMatchObject({ kind: 'failed' });
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
  });
});
