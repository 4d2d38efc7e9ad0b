import { describe, expect, it } from 'vitest';
import { until } from '#test/support/until.ts';
import { judge, mailTo, open, openSession } from './support/client.ts';
import { startExim } from './support/exim.ts';

describe('limits and endings of Exim', () => {
  it('takes one message after another on a connection', async () => {
    await using exim = await startExim();
    await using session = await openSession(exim.port);
    for (const name of ['a', 'b']) {
      expect(await session.send(mailTo(`${name}@rx.test`))).toMatchObject({ kind: 'accepted' });
    }
    expect(exim.accepted()).toEqual(['a@rx.test', 'b@rx.test']);
  });

  it('refuses a host above its limit of connections at the banner, and no more soon after a session has ended', async () => {
    await using exim = await startExim({ options: { smtp_accept_max_per_host: '1' } });
    const first = await openSession(exim.port);
    expect(judge(await open(exim.port))).toMatchObject({
      reply: '421 Too many concurrent SMTP connections from this IP address; please try again later.',
      command: 'connect',
      outcome: 'defer',
      kind: 'connections',
      scope: 'site',
    });
    await first.end();
    // Exim counts a connection until it has noticed that the process that served it is gone: some milliseconds longer.
    await until(
      async () => {
        const again = await open(exim.port);
        if (again.kind === 'open') await again.session.end();
        return again.kind === 'open';
      },
      { withinMs: 1_000, everyMs: 20 },
    );
  });

  it('refuses any host above its limit of all connections at the banner', async () => {
    await using exim = await startExim({ options: { smtp_accept_max: '1' } });
    await using first = await openSession(exim.port);
    expect(judge(await open(exim.port))).toMatchObject({
      reply: '421 Too many concurrent SMTP connections; please try again later.',
      outcome: 'defer',
      kind: 'connections',
      scope: 'site',
    });
    expect(first.isUsable).toBe(true);
  });

  it('answers 421 to MAIL above its limit of messages a connection, which is used up without blame', async () => {
    await using exim = await startExim({ options: { smtp_accept_max_per_connection: '1' } });
    await using session = await openSession(exim.port);
    await session.send(mailTo('a@rx.test'));
    expect(judge(await session.send(mailTo('b@rx.test')))).toMatchObject({
      reply: '421 too many messages in this connection',
      command: 'mail',
      claimed: false,
      outcome: 'defer',
      kind: 'recycle',
      scope: 'connection',
    });
    expect(session.isUsable).toBe(false);
  });

  it('says a 421 of a connect ACL as it is where the ACL defers', async () => {
    await using exim = await startExim({ acl: { connect: '  defer message = 421 4.3.2 not now' } });
    expect(judge(await open(exim.port))).toMatchObject({
      command: 'connect',
      outcome: 'defer',
      kind: 'busy',
      scope: 'site',
    });
  });

  it('drops a host with 550 at the banner even where the ACL says 421: it is waited out', async () => {
    await using exim = await startExim({ acl: { connect: '  drop message = 421 4.3.2 too busy' } });
    expect(judge(await open(exim.port))).toMatchObject({
      reply: '550 too busy',
      command: 'connect',
      outcome: 'defer',
      kind: 'busy',
      scope: 'host',
    });
  });

  it('defers MAIL and RCPT above a rate limit and keeps the connection', async () => {
    for (const command of ['mail', 'rcpt'] as const) {
      await using exim = await startExim({
        acl: { [command]: '  defer ratelimit = 1.5 / 1h / per_cmd / strict\n        message = rate limit exceeded' },
      });
      await using session = await openSession(exim.port);
      expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
      const verdict = judge(await session.send(mailTo('b@rx.test')));
      expect(verdict).toMatchObject({ command, claimed: false, outcome: 'defer', kind: 'rate', scope: 'site' });
      expect(verdict.reply).toBe('451 rate limit exceeded');
      expect(session.isUsable).toBe(true);
      expect(exim.accepted()).toEqual(['a@rx.test']);
    }
  });

  it('drops a connection at RCPT: without a doubt, whether the 550 is read or lost with the connection', async () => {
    await using exim = await startExim({
      acl: { rcpt: '  drop local_parts = b\n       message = 5.7.1 go away' },
    });
    await using session = await openSession(exim.port);
    await session.send(mailTo('a@rx.test'));
    const result = await session.send(mailTo('b@rx.test'));
    expect(result).toMatchObject({ claimed: false });
    if (result.kind === 'refused')
      expect(judge(result)).toMatchObject({ reply: '550 5.7.1 go away', outcome: 'bounce' });
    expect(session.isUsable).toBe(false);
    expect(exim.accepted()).toEqual(['a@rx.test']);
  });

  it('refuses a message after the dot, for now or for good, and keeps the connection', async () => {
    await using exim = await startExim({
      acl: {
        data: [
          '  defer condition = ${if match{$recipients}{later@}}\n        message = 4.3.1 scanner away',
          '  deny condition = ${if match{$recipients}{never@}}\n       message = 5.7.1 no',
        ].join('\n'),
      },
    });
    await using session = await openSession(exim.port);
    expect(judge(await session.send(mailTo('later@rx.test')))).toMatchObject({
      reply: '451 4.3.1 scanner away',
      command: 'dot',
      claimed: true,
      outcome: 'defer',
      scope: 'message',
    });
    expect(judge(await session.send(mailTo('never@rx.test')))).toMatchObject({
      reply: '550 5.7.1 no',
      command: 'dot',
      outcome: 'bounce',
      kind: 'content',
    });
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
    expect(exim.accepted()).toEqual(['a@rx.test']);
  });

  it('knows a connection as not usable that Exim closed, after refused recipients, for our RSETs between them', async () => {
    await using exim = await startExim({
      options: { smtp_accept_max_nonmail: '3' },
      acl: { rcpt: '  deny local_parts = ^dead\n       message = 5.1.1 Unknown user' },
    });
    await using session = await openSession(exim.port);
    for (let index = 1; session.isUsable; index++) {
      expect(judge(await session.send(mailTo(`dead${index}@rx.test`)))).toMatchObject({
        command: 'rcpt',
        outcome: 'bounce',
        kind: 'no-such-recipient',
      });
    }
    expect(exim.log()).toContain('too many nonmail commands (last was "RSET")');
  });

  it('goes on after refused MAILs, although the pipelined RCPT and DATA are out of order then', async () => {
    await using exim = await startExim({ acl: { mail: '  defer senders = later@sender.test' } });
    await using session = await openSession(exim.port);
    for (let index = 1; index <= 5; index++) {
      expect(judge(await session.send(mailTo('a@rx.test', { sender: 'later@sender.test' })))).toMatchObject({
        command: 'mail',
        outcome: 'defer',
        scope: 'message',
      });
    }
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'accepted' });
  });
});
