import { describe, expect, it } from 'vitest';
import { createRelayCredentials } from '#shared/adapters/relay-credentials.ts';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { certificate, trustAuthority } from '#test/support/certificate.ts';
import { startScriptedServer } from '#test/support/scripted-smtp.ts';
import { startSecrets } from '#test/support/secrets.ts';

const egress = {
  kind: 'relay',
  name: 'main',
  ehloName: 'sender.test',
  host: '127.0.0.1',
  port: 1,
  tls: 'starttls',
} as const;

describe('the login of a relay', () => {
  it('is read once, kept for five minutes and then read again', async () => {
    let password = 'one';
    let nowMs = 0;
    await using secrets = await startSecrets(() => JSON.stringify({ username: 'u', password }));
    const credentials = createRelayCredentials(secrets.client, 'arn', () => nowMs);
    expect(await credentials()).toEqual({ username: 'u', password: 'one' });
    password = 'two';
    nowMs = 299_000;
    expect((await credentials()).password).toBe('one');
    expect(secrets.calls()).toBe(1);
    nowMs = 301_000;
    expect((await credentials()).password).toBe('two');
  });

  it('says which secret is wrong and never what it holds', async () => {
    for (const secret of ['hunter2', '{"user":"hunter2"}']) {
      await using secrets = await startSecrets(() => secret);
      const failure = await createRelayCredentials(secrets.client, 'arn:secret', () => 0)().catch(String);
      expect(failure).toContain('arn:secret is not JSON with "username" and "password"');
      expect(failure).not.toContain('hunter2');
    }
  });

  it('opens no connection where it cannot be had', async () => {
    await using server = await startScriptedServer({});
    const open = createSmtpClient({
      egress,
      now: Date.now,
      credentials: () => Promise.reject(new Error('AccessDenied')),
    });
    const target = { host: '127.0.0.1', port: server.port, trusted: true };
    expect(await open(target, Date.now() + 2_000)).toEqual({ kind: 'not-tried', error: 'AccessDenied' });
    expect(server.commands).toEqual([]);
  });

  it('is never sent over a connection that the relay does not encrypt', async () => {
    await using server = await startScriptedServer({ ehlo: '250-relay\r\n250 AUTH PLAIN LOGIN' });
    const open = createSmtpClient({
      egress,
      now: Date.now,
      credentials: async () => ({ username: 'u', password: 'p' }),
    });
    const target = { host: '127.0.0.1', port: server.port, trusted: true };
    expect(await open(target, Date.now() + 2_000)).toMatchObject({ kind: expect.not.stringMatching('open') });
    expect(server.commands.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it.each([
    ['STARTTLS', 'starttls', { ehlo: '250-relay\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN', starttls: certificate }],
    ['TLS before the greeting', 'implicit', { ehlo: '250-relay\r\n250 AUTH PLAIN LOGIN', implicitTls: certificate }],
  ] as const)('is sent over %s, to a relay whose certificate is good', async (_what, tls, script) => {
    await using server = await startScriptedServer(script);
    const open = (host: string) =>
      createSmtpClient({
        egress: { ...egress, tls, host },
        now: Date.now,
        credentials: async () => ({ username: 'u', password: 'p' }),
      })({ host, port: server.port, trusted: true }, Date.now() + 5_000);
    expect(await open('localhost')).toMatchObject({ kind: 'insecure', error: expect.stringContaining('certificate') });
    using _trust = trustAuthority();
    expect(await open('127.0.0.1')).toMatchObject({ kind: 'insecure' });
    expect(server.commands.filter((line) => line.startsWith('AUTH'))).toEqual([]);

    const opened = await open('localhost');
    expect(opened.kind).toBe('open');
    if (opened.kind === 'open') await opened.session.end();
    expect(server.commands).toContain(`AUTH PLAIN ${btoa('\0u\0p')}`);
  });
});
