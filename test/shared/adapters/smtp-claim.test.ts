import { describe, expect, it } from 'vitest';
import type { Script } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { longText, mail, sessionWith, slowClaim } from './scripted-session.ts';

describe('the claim inside DATA', () => {
  it('asks for the claim only when the receiver is ready for the content', async () => {
    let claims = 0;
    const counted = async () => ++claims > 0;
    await sessionWith({ rcpt: () => '550 5.1.1 no such user' }, async (session) => {
      expect(await session.send(mail(counted))).toMatchObject({
        kind: 'refused',
        claimed: false,
        reply: { code: 550, enhanced: '5.1.1', command: 'rcpt' },
      });
    });
    expect(claims).toBe(0);
  });

  it('sends no dot when the claim is refused, however large the message', async () => {
    for (const size of [10, 200_000]) {
      await sessionWith({}, async (session, server) => {
        const text = `Subject: x\r\n\r\n${'line\r\n'.repeat(size)}`;
        expect(await session.send(mail(async () => false, text))).toEqual({ kind: 'claim-refused' });
        expect(session.isUsable).toBe(false);
        await session.end();
        expect(server.messages).toEqual([]);
      });
    }
  });

  it('takes a claim that throws for a refused one', async () => {
    await sessionWith({}, async (session, server) => {
      expect(await session.send(mail(() => Promise.reject(new Error('throttled'))))).toEqual({ kind: 'claim-refused' });
      expect(server.messages).toEqual([]);
    });
  });

  it('waits for a claim that is being written when the connection is lost, and knows that no dot was sent', async () => {
    const script: Script = { data: () => ({ say: '354 go on', then: 'close' }) };
    await sessionWith(script, async (session, server) => {
      let isWritten = false;
      const slowClaim = async () => {
        await until(() => server.connections() === 0);
        isWritten = true;
        return true;
      };
      expect(await session.send(mail(slowClaim))).toMatchObject({ kind: 'lost', claimed: true, dotSent: false });
      expect(isWritten).toBe(true);
    });
  });

  it.each([
    ['450 4.7.1 wait', 450],
    ['554 5.7.1 no', 554],
  ])('sends no dot after a %s that comes in mid-message', async (reply, code) => {
    await sessionWith({ body: () => reply }, async (session, server) => {
      expect(await session.send(mail(slowClaim, longText))).toMatchObject({
        kind: 'refused',
        claimed: true,
        reply: { code, command: 'data' },
      });
      await session.end();
      expect(server.messages).toEqual([]);
    });
  });

  it('does not take a message for accepted before its dot was sent', async () => {
    await sessionWith({ body: () => '250 2.0.0 queued' }, async (session, server) => {
      expect(await session.send(mail(slowClaim, longText))).toMatchObject({
        kind: 'lost',
        claimed: true,
        dotSent: false,
      });
      await session.end();
      expect(server.messages).toEqual([]);
    });
  });
});
