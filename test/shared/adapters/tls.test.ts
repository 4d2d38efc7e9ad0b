import { describe, expect, it } from 'vitest';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { smtpTimeouts } from '#shared/adapters/smtp-timeouts.ts';
import type { TlsPolicy } from '#shared/routing/tls-policy.ts';
import type { OpenResult } from '#shared/smtp/session.ts';
import { certificate, trustAuthority } from '#test/support/certificate.ts';
import { type Script, type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';

const egress = { kind: 'mx', name: 'test', ehloName: 'sender.test' } as const;
const offered = '250-scripted\r\n250-STARTTLS\r\n250 PIPELINING';
const encrypts: Script = { ehlo: offered, starttls: certificate };
const offersNone: Script = {};
const notNow: Script = { ehlo: offered, starttls: '454 4.7.0 TLS not available due to local problem' };
const wantsCertificate = { ...certificate, requestCert: true, rejectUnauthorized: true } as const;
const unanswered: [string, Script][] = [
  ['closes at STARTTLS', { ehlo: offered, starttls: { then: 'close' } }],
  ['resets at STARTTLS', { ehlo: offered, starttls: { then: 'reset' } }],
  ['falls silent at STARTTLS', { ehlo: offered, starttls: { then: 'silence' } }],
];
/** Hosts whose TLS is broken, and that do well without it. */
const broken: [string, Script][] = [
  ['breaks the handshake off', { ehlo: offered, starttls: { say: '220 go ahead', then: 'close' } }],
  ['falls silent at the handshake', { ehlo: offered, starttls: { say: '220 go ahead', then: 'silence' } }],
  [
    'speaks an old version',
    { ehlo: offered, starttls: { ...certificate, minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } },
  ],
  ['wants a certificate of ours', { ehlo: offered, starttls: { ...wantsCertificate, maxVersion: 'TLSv1.2' } }],
  // In 1.3 the handshake is over for us when the host refuses it.
  ['wants one under TLS 1.3', { ehlo: offered, starttls: { ...wantsCertificate, minVersion: 'TLSv1.3' } }],
];

const targetAt = (host: string) => ({ host, port: 25, trusted: false });

function createClient(server: ScriptedServer, tls: TlsPolicy) {
  return createSmtpClient({
    egress,
    tls,
    now: Date.now,
    mxPort: server.port,
    lookUpAddresses: async () => ({ kind: 'addresses', addresses: ['127.0.0.1'] }),
    timeouts: { ...smtpTimeouts, handshakeMs: 500, closeMs: 300 },
  });
}

/** What opening a session comes to, twice, at one host. */
async function meet(script: Script, tls: TlsPolicy, host = 'mx.test') {
  await using server = await startScriptedServer(script);
  const open = createClient(server, tls);
  const openOnce = async (): Promise<OpenResult> => {
    const result = await open(targetAt(host), Date.now() + 5_000);
    if (result.kind === 'open') {
      expect(await result.session.send(mail)).toMatchObject({ kind: 'accepted' });
      await result.session.end();
    }
    return result;
  };
  const first = await openOnce();
  const connectionsOfFirst = server.connectionsInAll();
  const second = await openOnce();
  expect(second.kind).toBe(first.kind);
  return {
    first,
    server,
    connectionsOfFirst,
    connectionsOfSecond: server.connectionsInAll() - connectionsOfFirst,
    // A session that is encrypted begins anew.
    isEncrypted: server.commands.filter((line) => line.startsWith('EHLO')).length === 4,
  };
}

const mail = {
  sender: 'a@sender.test',
  recipient: 'b@mx.test',
  message: Buffer.from('Subject: hello\r\n\r\nbody\r\n'),
  claim: async () => true,
};
const sent = ({ messages }: ScriptedServer) => messages.length;

describe('opportunistic TLS', () => {
  it('encrypts where the host can, whatever its certificate', async () => {
    const { first, server, isEncrypted } = await meet(encrypts, 'opportunistic', 'other.test');
    expect(first.kind).toBe('open');
    expect(isEncrypted).toBe(true);
    expect(sent(server)).toBe(2);
  });

  it.each<[string, Script]>([
    ['offers none', offersNone],
    ['has none now', notNow],
  ])('sends in clear, on the same connection, where the host %s', async (_what, script) => {
    const { server, connectionsOfFirst } = await meet(script, 'opportunistic');
    expect(connectionsOfFirst).toBe(1);
    expect(sent(server)).toBe(2);
  });

  it.each([...unanswered, ...broken])(
    'sends in clear, on a new connection, where the host %s, and remembers it',
    async (_what, script) => {
      const { server, connectionsOfFirst, connectionsOfSecond } = await meet(script, 'opportunistic');
      expect(connectionsOfFirst).toBe(2);
      expect(connectionsOfSecond).toBe(1);
      expect(sent(server)).toBe(2);
    },
  );

  it('is tried again at a host that insists on it', async () => {
    await using server = await startScriptedServer({
      ehlo: offered,
      starttls: { then: 'close' },
      mail: () => '530 5.7.0 Must issue a STARTTLS command first',
    });
    const open = createClient(server, 'opportunistic');
    const first = await open(targetAt('mx.test'), Date.now() + 5_000);
    if (first.kind !== 'open') throw new Error(first.kind);
    expect(await first.session.send(mail)).toMatchObject({ kind: 'lost', claimed: false, dotSent: false });
    await first.session.end();
    expect(sent(server)).toBe(0);

    server.follow(encrypts);
    const connectionsBefore = server.connectionsInAll();
    const second = await open(targetAt('mx.test'), Date.now() + 5_000);
    if (second.kind !== 'open') throw new Error(second.kind);
    expect(await second.session.send(mail)).toMatchObject({ kind: 'accepted' });
    await second.session.end();
    expect(server.connectionsInAll() - connectionsBefore).toBe(1);
    expect(server.dialogues.at(-1)).toEqual(['EHLO', 'STAR', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'QUIT']);
  });
});

describe.each<TlsPolicy>(['required', 'verified'])('TLS that is %s', (policy) => {
  it.each<[string, Script, RegExp]>([
    ['offers none', offersNone, /STARTTLS.*502/],
    ['has none now', notNow, /454 4\.7\.0 TLS not available/],
    ...broken.map(([what, script]): [string, Script, RegExp] => [what, script, /^TLS: /]),
  ])('sends nothing where the host %s', async (_what, script, reason) => {
    const { first, server, connectionsOfFirst } = await meet(script, policy);
    expect(first).toMatchObject({ kind: 'insecure', error: expect.stringMatching(reason) });
    expect(connectionsOfFirst).toBe(1);
    expect(server.commands.filter((line) => line.startsWith('MAIL'))).toEqual([]);
  });

  it.each(unanswered)('takes it for a lost connection where the host %s', async (_what, script) => {
    const { first, connectionsOfFirst } = await meet(script, policy);
    expect(first.kind).toBe('failed');
    expect(connectionsOfFirst).toBe(1);
  });

  it('does not take a refusal of the greeting for a want of TLS', async () => {
    const { first } = await meet({ greeting: { say: '421 4.7.0 too many', then: 'close' } }, policy);
    expect(first).toMatchObject({ kind: 'refused', reply: { code: 421, command: 'connect' } });
  });
});

describe('a certificate', () => {
  it('need not be known where TLS is only required', async () => {
    const { first, isEncrypted } = await meet(encrypts, 'required', 'other.test');
    expect(first.kind).toBe('open');
    expect(isEncrypted).toBe(true);
  });

  it('must be signed by a known authority where TLS is verified', async () => {
    expect((await meet(encrypts, 'verified')).first).toMatchObject({
      kind: 'insecure',
      error: expect.stringMatching(/certificate/),
    });
    using _trust = trustAuthority();
    expect((await meet(encrypts, 'verified')).first.kind).toBe('open');
  });

  it('must have the name of the host where TLS is verified', async () => {
    using _trust = trustAuthority();
    expect((await meet(encrypts, 'verified', 'other.test')).first).toMatchObject({
      kind: 'insecure',
      error: expect.stringMatching(/altnames|does not match/i),
    });
  });
});

describe('a provider that requires TLS', () => {
  it('gets nothing in clear, whatever the lane says', async () => {
    const { first } = await meet(offersNone, 'opportunistic', 'aspmx.l.google.com');
    expect(first.kind).toBe('insecure');
    expect((await meet(encrypts, 'opportunistic', 'aspmx.l.google.com')).first.kind).toBe('open');
  });
});
