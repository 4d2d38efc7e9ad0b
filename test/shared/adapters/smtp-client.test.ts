import { describe, expect, it } from 'vitest';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import type { OpenResult, SmtpSession } from '#shared/smtp/session.ts';
import { until } from '#test/support/until.ts';
import { type Script, type ScriptedServer, startScriptedServer, turns } from '#test/support/scripted-smtp.ts';
import { certificate as tls } from '#test/support/certificate.ts';

const egress = { kind: 'mx', name: 'test', ehloName: 'sender.test' } as const;
const open = createSmtpClient({ egress, now: Date.now });
const connectTo = (server: ScriptedServer, leftMs = 5_000): Promise<OpenResult> =>
  open({ host: '127.0.0.1', port: server.port, trusted: true }, Date.now() + leftMs);

async function sessionWith(script: Script, work: (session: SmtpSession, server: ScriptedServer) => Promise<void>) {
  await using server = await startScriptedServer(script);
  const opened = await connectTo(server);
  if (opened.kind !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
  try {
    await work(opened.session, server);
  } finally {
    await opened.session.end();
  }
}

const mail = (claim: () => Promise<boolean> = async () => true, text = 'Subject: hello\r\n\r\nbody\r\n') => ({
  sender: 'a@sender.test',
  recipient: 'b@receiver.test',
  message: Buffer.from(text),
  claim,
});

describe('an SMTP session', () => {
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

  it('goes on with the next message after one was refused', async () => {
    const script: Script = { mail: (message) => (message === 1 ? '450 4.7.1 Error: too much mail' : '250 ok') };
    await sessionWith(script, async (session, server) => {
      expect(await session.send(mail())).toMatchObject({ kind: 'refused', reply: { code: 450, command: 'mail' } });
      expect(session.isUsable).toBe(true);
      expect(await session.send(mail())).toMatchObject({ kind: 'accepted' });
      expect(server.messages).toHaveLength(1);
    });
  });

  it.each([
    ['the banner', { greeting: { say: '421 4.7.0 too many connections', then: 'close' } } satisfies Script, 'connect'],
    ['a banner that stays open', { greeting: '421 4.7.0 too many connections' } satisfies Script, 'connect'],
    ['EHLO', { ehlo: { say: '421 4.3.2 not now', then: 'close' } } satisfies Script, 'ehlo'],
  ])('reads a 421 at %s as a refusal', async (_where, script, command) => {
    await using server = await startScriptedServer(script);
    expect(await connectTo(server)).toMatchObject({ kind: 'refused', reply: { code: 421, command } });
  });

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

  it('gives up at its hard stop when the receiver falls silent after the dot', async () => {
    await using server = await startScriptedServer({ dot: () => ({ then: 'silence' }) });
    const opened = await connectTo(server, 400);
    if (opened.kind !== 'open') throw new Error('not open');
    expect(await opened.session.send(mail())).toMatchObject({ kind: 'lost', claimed: true });
    await opened.session.end();
  });

  it('fails, without a reply, where nobody listens, where the banner never comes, and where no SMTP is spoken', async () => {
    await using mute = await startScriptedServer({ greeting: { then: 'silence' } });
    expect(await connectTo(mute, 300)).toMatchObject({ kind: 'failed' });
    await using rude = await startScriptedServer({ greeting: { say: 'HTTP/1.1 400 Bad Request', then: 'close' } });
    expect(await connectTo(rude)).toMatchObject({ kind: 'failed' });
    const { port } = rude;
    await rude[Symbol.asyncDispose]();
    expect(await open({ host: '127.0.0.1', port, trusted: true }, Date.now() + 2_000)).toMatchObject({
      kind: 'failed',
    });
  });

  it('does not connect to an internal address that no operator named', async () => {
    await using server = await startScriptedServer({});
    for (const host of ['127.0.0.1', 'localhost']) {
      const result = await open({ host, port: server.port, trusted: false }, Date.now() + 2_000);
      expect(result).toMatchObject({ kind: 'failed' });
    }
    expect(server.commands).toEqual([]);
  });

  it('sends the null sender of a bounce', async () => {
    await sessionWith({}, async (session, server) => {
      expect(await session.send({ ...mail(), sender: null })).toMatchObject({ kind: 'accepted' });
      expect(server.commands.some((line) => line.startsWith('MAIL FROM:<>'))).toBe(true);
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

/** A claim that takes longer than the receiver takes to say something, or to hang up. */
const slowClaim = async () => {
  await turns(40);
  return true;
};
/** Longer than the end that waits for the claim: its first part travels meanwhile. */
const longText = `Subject: x\r\n\r\n${'line\r\n'.repeat(30_000)}`;

describe('what was said, and what it answered', () => {
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
});

describe('a handshake', () => {
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

  it('survives a reset within TLS, at once and in mid-message', async () => {
    await using server = await startScriptedServer({ tls, secureEhlo: { then: 'reset' } });
    expect(await connectTo(server)).toMatchObject({ kind: 'failed' });
    await sessionWith({ tls, body: () => ({ then: 'reset' }) }, async (session) => {
      expect(await session.send(mail(slowClaim, longText))).toMatchObject({ kind: 'lost', dotSent: false });
    });
  });

  const impatient = createSmtpClient({
    egress,
    now: Date.now,
    timeouts: { connectMs: 300, handshakeMs: 300, commandMs: 60_000, closeMs: 300 },
  });
  it.each([
    ['EHLO', { ehlo: { then: 'silence' } } satisfies Script],
    ['EHLO within TLS', { tls, secureEhlo: { then: 'silence' } } satisfies Script],
  ])('is given up where the receiver falls silent at %s', async (_where, script) => {
    await using server = await startScriptedServer(script);
    const target = { host: '127.0.0.1', port: server.port, trusted: true };
    expect(await impatient(target, Date.now() + 60_000)).toMatchObject({ kind: 'failed' });
  });

  it('reads no reply without end', async () => {
    const ehlo = Array.from({ length: 5_000 }, (_, index) => `250-X-EXTENSION-${index}`).join('\r\n');
    await using server = await startScriptedServer({ ehlo });
    expect(await connectTo(server)).toMatchObject({ kind: 'failed' });
    await using endless = await startScriptedServer({ greeting: { packets: ['220 ', '\u00ff'.repeat(100_000)] } });
    expect(await connectTo(endless)).toMatchObject({ kind: 'failed' });
  });

  it('ends though QUIT is not answered', async () => {
    await using server = await startScriptedServer({ quit: { then: 'silence' } });
    const opened = await impatient({ host: '127.0.0.1', port: server.port, trusted: true }, Date.now() + 60_000);
    if (opened.kind !== 'open') throw new Error('not open');
    expect(await opened.session.send(mail())).toMatchObject({ kind: 'accepted' });
    await opened.session.end();
    expect(server.commands.at(-1)).toBe('QUIT');
  });
});
