import { describe, expect, it } from 'vitest';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { connectTo, mail, sessionWith } from './scripted-session.ts';

describe('what is said of a message before its content', () => {
  it('delivers several messages over one connection and sees the peer close at its end', async () => {
    await using server = await startScriptedServer({});
    const opened = await connectTo(server);
    expect(opened.kind).toBe('open');
    if (opened.kind !== 'open') return;
    for (const text of ['one', 'two']) {
      expect(await opened.session.send(mail(undefined, `Subject: ${text}\r\n\r\n.dot\r\n`))).toMatchObject({
        kind: 'accepted',
        reply: { code: 250, enhanced: '2.0.0', command: 'dot' },
      });
    }
    await opened.session.end();
    expect(server.connections()).toBe(0);
    expect(server.messages).toEqual(['Subject: one\r\n\r\n..dot', 'Subject: two\r\n\r\n..dot']);
  });

  it('goes on with the next message after one was refused', async () => {
    const script: Script = { mail: (message) => (message === 1 ? '450 4.7.1 Error: too much mail' : '250 ok') };
    await sessionWith(script, async (session, server) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'refused', reply: { code: 450, command: 'mail' } });
      expect(session.isUsable).toBe(true);
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
      expect(server.messages).toHaveLength(1);
    });
  });

  it('sends the null sender of a bounce', async () => {
    await sessionWith({}, async (session, server) => {
      expect(await session.send({ ...mail(), sender: null })).toMatchObject({ kind: 'accepted' });
      expect(server.commands.some((line) => line.startsWith('MAIL FROM:<>'))).toBe(true);
    });
  });

  it('bounces a message over the size that EHLO announced and keeps the connection', async () => {
    await sessionWith({ ehlo: '250-scripted\r\n250 SIZE 1000' }, async (session) => {
      expect(await session.send(mail(undefined, 'x'.repeat(2_000)))).toMatchObject({
        kind: 'refused',
        claimed: false,
        reply: { code: 552, enhanced: '5.3.4' },
      });
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
    });
  });

  it.each([
    ['recipient', { recipient: 'grüße@receiver.test' }, 'rcpt'],
    ['sender', { sender: 'grüße@sender.test' }, 'mail'],
  ])('keeps a %s that is not ASCII from a receiver without SMTPUTF8, and goes on', async (_who, address, command) => {
    await sessionWith({}, async (session, server) => {
      let claims = 0;
      const counted = async () => ++claims > 0;
      expect(await session.send({ ...mail(counted), ...address })).toMatchObject({
        kind: 'refused',
        claimed: false,
        reply: { code: 553, enhanced: '5.6.7', command },
      });
      expect(claims).toBe(0);
      expect(server.commands.filter((line) => /^(?:MAIL|RSET)/.test(line))).toEqual([]);
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
    });
  });

  it('asks a receiver that announces it for SMTPUTF8, for such an address only', async () => {
    await sessionWith({ ehlo: '250-scripted\r\n250-SIZE 1000\r\n250 SMTPUTF8' }, async (session, server) => {
      expect(await session.send({ ...mail(), recipient: 'grüße@receiver.test' })).toMatchObject({ kind: 'accepted' });
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
      expect(server.commands.filter((line) => line.startsWith('MAIL')).map((line) => /SMTPUTF8/.test(line))).toEqual([
        true,
        false,
      ]);
    });
  });

  it('says 8BITMIME of what has eight bits, where it is announced', async () => {
    await sessionWith({ ehlo: '250-scripted\r\n250 8BITMIME' }, async (session, server) => {
      await session.send(mail());
      await session.send(mail(undefined, 'Subject: x\r\n\r\nGrüße\r\n'));
      expect(server.commands.filter((line) => line.startsWith('MAIL')).map((line) => /8BITMIME/.test(line))).toEqual([
        false,
        true,
      ]);
    });
  });
});
