import { describe, expect, it } from 'vitest';
import { certificate as tls } from '#test/support/certificate.ts';
import { deadPort } from '#test/support/dead-port.ts';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { connectImpatiently, connectTo, mail, open, sessionWith } from './scripted-session.ts';

describe('opening a session', () => {
  it.each([
    ['the banner', { greeting: { say: '421 4.7.0 too many connections', then: 'close' } } satisfies Script, 'connect'],
    ['a banner that stays open', { greeting: '421 4.7.0 too many connections' } satisfies Script, 'connect'],
    ['EHLO', { ehlo: { say: '421 4.3.2 not now', then: 'close' } } satisfies Script, 'ehlo'],
  ])('reads a 421 at %s as a refusal', async (_where, script, command) => {
    await using server = await startScriptedServer(script);
    expect(await connectTo(server)).toMatchObject({ kind: 'refused', reply: { code: 421, command } });
  });

  it('fails, without a reply, where nobody listens, where the banner never comes, and where no SMTP is spoken', async () => {
    await using mute = await startScriptedServer({ greeting: { then: 'silence' } });
    expect(await connectTo(mute, 300)).toMatchObject({ kind: 'failed' });
    await using rude = await startScriptedServer({ greeting: { say: 'HTTP/1.1 400 Bad Request', then: 'close' } });
    expect(await connectTo(rude)).toMatchObject({ kind: 'failed' });
    expect(await connectTo({ port: deadPort })).toMatchObject({ kind: 'failed' });
  });

  it('does not connect to an internal address that no operator named', async () => {
    await using server = await startScriptedServer({});
    for (const host of ['127.0.0.1', 'localhost']) {
      const result = await open({ host, port: server.port, trusted: false }, Date.now() + 2_000);
      expect(result).toMatchObject({ kind: 'failed' });
    }
    expect(server.commands).toEqual([]);
  });

  it.each([
    ['EHLO', { ehlo: { then: 'silence' } } satisfies Script],
    ['EHLO within TLS', { tls, secureEhlo: { then: 'silence' } } satisfies Script],
  ])('is given up where the receiver falls silent at %s', async (_where, script) => {
    await using server = await startScriptedServer(script);
    expect(await connectImpatiently(server)).toMatchObject({ kind: 'failed' });
  });

  it('reads no reply without end', async () => {
    const ehlo = Array.from({ length: 5_000 }, (_, index) => `250-X-EXTENSION-${index}`).join('\r\n');
    await using server = await startScriptedServer({ ehlo });
    expect(await connectTo(server)).toMatchObject({ kind: 'failed' });
    await using endless = await startScriptedServer({ greeting: { packets: ['220 ', '\u00ff'.repeat(100_000)] } });
    expect(await connectTo(endless)).toMatchObject({ kind: 'failed' });
  });

  it('reads a 421 to STARTTLS as a refusal, though it may go on without', async () => {
    for (const starttls of ['421 4.3.2 not now', { say: '421 4.3.2 not now', then: 'close' }] as const) {
      await using server = await startScriptedServer({ tls, starttls });
      expect(await connectTo(server)).toMatchObject({ kind: 'refused', reply: { code: 421, command: 'starttls' } });
    }
  });

  it('goes on without TLS where STARTTLS is refused', async () => {
    await sessionWith({ tls, starttls: '454 4.7.0 no TLS now' }, async (session) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
    });
  });

  it('believes nothing that was said before TLS', async () => {
    const starttls = '220 2.0.0 go on\r\n250-scripted\r\n250 SMTPUTF8';
    await sessionWith({ tls, starttls, secureEhlo: '250 scripted' }, async (session) => {
      expect(await session.send({ ...mail(), recipient: 'grüße@receiver.test' })).toMatchObject({
        kind: 'refused',
        reply: { code: 553 },
      });
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
    });
  });
});
