import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { fuzz, fuzzTimeoutMs } from '#test/support/fuzz.ts';

/** What the server sends each time it hears something, and what it does when it has no more to send. */
interface Talk {
  readonly chunks: readonly Buffer[];
  readonly then: 'silence' | 'close' | 'reset';
}

const lines = [
  '220 ok\r\n',
  '250-x\r\n250-PIPELINING\r\n250-SMTPUTF8\r\n250-8BITMIME\r\n250 SIZE 99\r\n',
  '250 ok\r\n',
  '250 ok\r\n250 ok\r\n354 go\r\n',
  '354 go\r\n',
  '250-',
  '2',
  '\r\n',
  '\n',
  '421 4.7.0 bye\r\n',
  '550 5.1.1 no\r\n',
  '451-later\r\n450 later\r\n',
  '999 what\r\n',
  '250-AUTH LOGIN\r\n250-STARTTLS\r\n250 x\r\n',
  '220 go on with TLS\r\n',
  '250 SIZE 99999999999999999999999\r\n',
  '\0\0\0\0',
  '2'.repeat(70_000),
  `250-${'x'.repeat(5_000)}\r\n`.repeat(20),
];
const chunk = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...lines).map((line) => Buffer.from(line)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
);
const talk: fc.Arbitrary<Talk> = fc
  .record({
    // Most get beyond the greeting.
    head: fc.constantFrom(0, 1, 2, 4),
    tail: fc.array(chunk, { maxLength: 8 }),
    then: fc.constantFrom('silence' as const, 'close' as const, 'reset' as const),
  })
  .map(({ head, tail, then }) => ({
    chunks: [...lines.slice(0, head).map((line) => Buffer.from(line)), ...tail],
    then,
  }));

/** Ends a session that a silent server would hold, ms. */
const hardStopMs = 250;
const message = Buffer.from('Subject: hello\r\n\r\n.body\r\n');

test(
  'whatever a server sends, the client comes to an end that it can name, and leaves no socket open',
  async () => {
    /** For the connections that come next. */
    const scripts: Talk[] = [];
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
      const { chunks, then } = scripts.shift() ?? { chunks: [], then: 'close' };
      let next = 0;
      const speak = () => {
        const bytes = chunks[next++];
        if (bytes) socket.write(bytes);
        else if (then === 'close') socket.end();
        else if (then === 'reset') socket.resetAndDestroy();
      };
      socket.on('data', speak);
      speak();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const open = createSmtpClient({ egress: { kind: 'mx', name: 'fuzz', ehloName: 'sender.test' }, now: Date.now });

    async function meet(): Promise<void> {
      const result = await open({ host: '127.0.0.1', port, trusted: true }, Date.now() + hardStopMs);
      expect(['open', 'refused', 'failed']).toContain(result.kind);
      if (result.kind !== 'open') return;
      const { session } = result;
      for (let sent = 0; sent < 3 && session.isUsable; sent++) {
        let isClaimed = false;
        const claim = async () => (isClaimed = true);
        const ended = await session.send({ sender: 'a@sender.test', recipient: 'b@rx.test', message, claim });
        if (ended.kind === 'accepted') expect(isClaimed).toBe(true);
        if (ended.kind === 'lost' || ended.kind === 'refused') expect(ended.claimed).toBe(isClaimed);
      }
      await session.end();
      expect(session.isUsable).toBe(false);
    }

    await fuzz(
      // Side by side, since most of the time is silence.
      fc.asyncProperty(fc.array(talk, { minLength: 30, maxLength: 30 }), async (talks) => {
        scripts.splice(0, scripts.length, ...talks);
        await Promise.all(talks.map(meet));
      }),
    );
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  },
  fuzzTimeoutMs,
);
