import { describe, expect, it } from 'vitest';
import { certificate as tls } from '#test/support/certificate.ts';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { connectImpatiently, connectTo, longText, mail, sessionWith, slowClaim } from './scripted-session.ts';

describe('the end of a connection', () => {
  it.each([
    ['MAIL', { mail: () => ({ say: '421 4.7.0 slow down', then: 'close' }) } satisfies Script, false],
    ['RCPT, pipelined', { rcpt: () => ({ say: '421 4.7.0 slow down', then: 'close' }) } satisfies Script, false],
    ['DATA', { data: () => ({ say: '421 4.7.0 slow down', then: 'close' }) } satisfies Script, false],
    ['the dot', { dot: () => ({ say: '421 4.7.0 slow down', then: 'close' }) } satisfies Script, true],
    [
      'MAIL with the socket left open',
      { mail: () => '421 too many messages in this connection' } satisfies Script,
      false,
    ],
  ])('ends the session at a 421 to %s', async (_where, script, claimed) => {
    await sessionWith(script, async (session) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'refused', claimed, reply: { code: 421 } });
      expect(session.isUsable).toBe(false);
    });
  });

  it.each([
    ['a close at MAIL', { mail: () => ({ then: 'close' }) } satisfies Script, false],
    ['a reset at RCPT', { rcpt: () => ({ then: 'reset' }) } satisfies Script, false],
    ['a close after DATA', { data: () => ({ then: 'close' }) } satisfies Script, false],
    ['a close after the dot', { dot: () => ({ then: 'close' }) } satisfies Script, true],
    ['a reset after the dot', { dot: () => ({ then: 'reset' }) } satisfies Script, true],
  ])('tells whether a dot may have been sent at %s', async (_where, script, claimed) => {
    await sessionWith(script, async (session) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'lost', claimed, dotSent: claimed });
      expect(session.isUsable).toBe(false);
    });
  });

  it('names no doubt while the end of a large message waits for the receiver', async () => {
    await using server = await startScriptedServer({ body: () => ({ then: 'silence' }) });
    const opened = await connectTo(server, 1_000);
    if (opened.kind !== 'open') throw new Error('not open');
    const text = `Subject: x\r\n\r\n${'line\r\n'.repeat(3_000_000)}`;
    expect(await opened.session.send(mail(undefined, text))).toMatchObject({
      kind: 'lost',
      claimed: true,
      dotSent: false,
    });
    await opened.session.end();
  });

  it('says that a message was not begun where the receiver had ended the idle connection', async () => {
    await sessionWith(
      { dot: () => ({ say: '250 ok\r\n421 4.4.2 idle too long', then: 'close' }) },
      async (session, server) => {
        await session.send(mail());
        await until(() => server.connections() === 0 && !session.isUsable);
        expect(await session.send(mail())).toEqual({ kind: 'not-started' });
      },
    );
  });

  it('survives a reset within TLS, at once and in mid-message', async () => {
    await using server = await startScriptedServer({ tls, secureEhlo: { then: 'reset' } });
    expect(await connectTo(server)).toMatchObject({ kind: 'failed' });
    await sessionWith({ tls, body: () => ({ then: 'reset' }) }, async (session) => {
      expect(await session.send(mail(slowClaim, longText))).toMatchObject({ kind: 'lost', dotSent: false });
    });
  });

  it('gives up at its hard stop when the receiver falls silent after the dot', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'silence' }) });
    const opened = await connectTo(server, 400);
    if (opened.kind !== 'open') throw new Error('not open');
    expect(await opened.session.send(mail())).toMatchObject({ kind: 'lost', claimed: true });
    await opened.session.end();
  });

  it('ends though QUIT is not answered', async () => {
    await using server = await startScriptedServer({ quit: { then: 'silence' } });
    const opened = await connectImpatiently(server);
    if (opened.kind !== 'open') throw new Error('not open');
    expect(await opened.session.send(mail())).toMatchObject({ kind: 'accepted' });
    await opened.session.end();
    expect(server.commands.at(-1)).toBe('QUIT');
  });
});
