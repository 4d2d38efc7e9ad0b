import { describe, expect, it } from 'vitest';
import type { Script } from '#test/support/scripted-smtp.ts';
import { mail, sessionWith } from './scripted-session.ts';

describe('what was said, and what it answered', () => {
  it.each(['250 2.0.0 queued', '451 4.3.0 later', '554 5.3.0 no'])(
    'does not take a %s that nobody asked for to be about the next message',
    async (stray) => {
      await sessionWith({ dot: () => `250 2.0.0 queued\r\n${stray}` }, async (session, server) => {
        expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
        expect(await session.send(mail())).toEqual({ kind: 'not-started' });
        expect(server.messages).toHaveLength(1);
      });
    },
  );

  it('sends nothing of a message where the replies are out of step', async () => {
    await sessionWith({ mail: () => '250 2.0.0 queued\r\n250 2.1.0 ok' }, async (session, server) => {
      let claims = 0;
      const counted = async () => ++claims > 0;
      expect(await session.send(mail(counted))).toMatchObject({ kind: 'lost', claimed: false, dotSent: false });
      await session.end();
      expect(claims).toBe(0);
      expect(server.messages).toEqual([]);
    });
  });

  it('takes what is no reply for no answer, whatever follows', async () => {
    await sessionWith({ mail: () => '<html>' }, async (session) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'lost', claimed: false });
      expect(session.isUsable).toBe(false);
    });
    await sessionWith({ dot: () => '2fast' }, async (session) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'lost', claimed: true, dotSent: true });
    });
  });

  it.each([
    ['MAIL', { mail: () => ({ say: '550 5.7.1 no', then: 'close' }) } satisfies Script, 'mail', 550],
    ['RCPT', { rcpt: () => ({ say: '550 5.7.1 no', then: 'close' }) } satisfies Script, 'rcpt', 550],
    ['RCPT, a 421', { rcpt: () => ({ say: '421 4.7.0 slow', then: 'close' }) } satisfies Script, 'rcpt', 421],
    ['DATA, a 421', { data: () => '421 4.7.0 slow' } satisfies Script, 'data', 421],
  ])(
    'keeps the reply of a receiver that hangs up in a pipelined envelope: %s',
    async (_where, script, command, code) => {
      await sessionWith(script, async (session) => {
        expect(await session.send(mail())).toMatchObject({ kind: 'refused', claimed: false, reply: { code, command } });
        expect(session.isUsable).toBe(false);
      });
    },
  );
});
