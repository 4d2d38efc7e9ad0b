import { describe, expect, it } from 'vitest';
import { until } from '#test/support/until.ts';
import { judge, mailTo, open, openSession } from './support/client.ts';
import { startPostfix } from './support/postfix.ts';

/** smtpd answers 421 to this recipient and closes. */
const closesAtRcpt = {
  smtpd_recipient_restrictions: 'check_recipient_access inline:{{b@rx.test=421 4.7.0 slow down}}',
};
const afterDot = (reply: string) => ({ smtpd_end_of_data_restrictions: `check_client_access static:{${reply}}` });

describe('how Postfix ends connections and messages', () => {
  it('reads a 421 at RCPT although the connection is closed with it, and names no doubt', async () => {
    await using postfix = await startPostfix({ parameters: closesAtRcpt });
    await using session = await openSession(postfix.port);
    await session.send(mailTo('a@rx.test'));
    expect(judge(await session.send(mailTo('b@rx.test')))).toMatchObject({
      reply: '421 4.7.0 <address>: Recipient address rejected: slow down',
      claimed: false,
      outcome: 'defer',
      kind: 'rate',
      scope: 'site',
    });
    expect(session.isUsable).toBe(false);
    expect(await postfix.delivered()).toEqual(['a@rx.test']);
  });

  it('takes a 421 after the dot for an answer: no doubt, no copy, the connection is over', async () => {
    await using postfix = await startPostfix({ parameters: afterDot('421 4.7.0 closing') });
    await using session = await openSession(postfix.port);
    expect(judge(await session.send(mailTo('a@rx.test')))).toMatchObject({
      reply: expect.stringMatching(/^421 4\.7\.0 .*closing$/),
      command: 'dot',
      claimed: true,
      outcome: 'defer',
      kind: 'busy',
      scope: 'site',
    });
    expect(session.isUsable).toBe(false);
    expect(await postfix.delivered()).toEqual([]);
  });

  it('defers one message on a 452 after the dot and keeps the connection', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_end_of_data_restrictions: 'check_recipient_access inline:{{full@rx.test=452 4.3.1 no space}}',
      },
    });
    await using session = await openSession(postfix.port);
    expect(judge(await session.send(mailTo('full@rx.test')))).toMatchObject({
      reply: expect.stringMatching(/^452 4\.3\.1 .*no space$/),
      command: 'dot',
      claimed: true,
      outcome: 'defer',
      kind: 'busy',
      scope: 'message',
    });
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
    expect(await postfix.delivered()).toEqual(['a@rx.test']);
  });

  it('bounces a message on a 550 after the dot and keeps the connection', async () => {
    await using postfix = await startPostfix({
      parameters: { header_checks: 'regexp:{{/^Subject: spam/ REJECT spam}}' },
    });
    await using session = await openSession(postfix.port);
    const message = Buffer.from('Subject: spam\r\n\r\nbody\r\n');
    expect(judge(await session.send(mailTo('a@rx.test', { message })))).toMatchObject({
      reply: '550 5.7.1 spam',
      command: 'dot',
      outcome: 'bounce',
      kind: 'content',
      scope: 'message',
    });
    expect(await session.send(mailTo('b@rx.test'))).toMatchObject({ kind: 'accepted' });
  });

  it('knows a connection that Postfix closed for being idle as not usable', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_timeout: '1s' } });
    await using session = await openSession(postfix.port);
    await until(() => !session.isUsable);
    expect(postfix.log()).toContain('timeout after EHLO');
  });

  it('does not begin a message on a connection that was closed for being idle', async () => {
    await using postfix = await startPostfix({ parameters: { smtpd_timeout: '1s' } });
    await using session = await openSession(postfix.port);
    await until(() => !session.isUsable);
    expect(await session.send(mailTo('a@rx.test'))).toEqual({ kind: 'not-started' });
    expect(await postfix.delivered()).toEqual([]);
  });

  it('bounces an unknown user and defers one whose look-up failed, on one connection', async () => {
    await using postfix = await startPostfix({
      parameters: {
        virtual_mailbox_domains: 'rx.test',
        virtual_mailbox_maps: 'inline:{{a@rx.test=all/}}',
        smtpd_recipient_restrictions:
          'check_recipient_access inline:{ {later@rx.test=451 4.3.0 lookup failed} {grey@rx.test=450 4.2.0 Greylisted, try again in 5 minutes} {full@rx.test=452 4.2.2 Mailbox full} }',
      },
    });
    await using session = await openSession(postfix.port);
    const to = async (user: string) => judge(await session.send(mailTo(`${user}@rx.test`)));
    expect(await to('nobody')).toMatchObject({ outcome: 'bounce', kind: 'no-such-recipient', scope: 'recipient' });
    expect(await to('later')).toMatchObject({ command: 'rcpt', outcome: 'defer', kind: 'busy', scope: 'recipient' });
    expect(await to('grey')).toMatchObject({ kind: 'greylist', scope: 'message', retryAfterMs: 300_000 });
    expect(await to('full')).toMatchObject({ outcome: 'defer', kind: 'mailbox-full', scope: 'recipient' });
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
    expect(await postfix.delivered()).toEqual(['a@rx.test']);
  });

  it('bounces a message over the size that EHLO announced, before DATA', async () => {
    await using postfix = await startPostfix({
      parameters: { message_size_limit: '2000', virtual_mailbox_limit: '2000' },
    });
    await using session = await openSession(postfix.port);
    const message = Buffer.concat([Buffer.from('Subject: big\r\n\r\n'), Buffer.alloc(3_000, 'x')]);
    expect(judge(await session.send(mailTo('a@rx.test', { message })))).toMatchObject({
      claimed: false,
      outcome: 'bounce',
      kind: 'message-size',
      scope: 'message',
    });
  });

  it('defers everything for a site that blocks our address', async () => {
    await using postfix = await startPostfix({
      parameters: {
        smtpd_delay_reject: 'no',
        smtpd_client_restrictions: 'check_client_access static:{554 5.7.1 blocked}',
      },
    });
    expect(judge(await open(postfix.port))).toMatchObject({ outcome: 'defer', kind: 'blocked', scope: 'site' });
  });
});
