import { describe, expect, it } from 'vitest';
import { judge, mailTo, open, openSession } from './support/client.ts';
import { startSmtpSink } from './support/smtp-sink.ts';

describe('receivers that hang up', () => {
  it.each(['CONNECT', 'EHLO'] as const)('opens no session where the connection is closed at %s', async (hangUpAt) => {
    await using sink = await startSmtpSink({ hangUpAt });
    expect(await open(sink.port)).toMatchObject({ kind: 'failed' });
  });

  it.each(['MAIL', 'RCPT', 'DATA'] as const)('loses a message without a doubt at %s', async (hangUpAt) => {
    await using sink = await startSmtpSink({ hangUpAt });
    await using session = await openSession(sink.port);
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'lost', claimed: false });
    expect(session.isUsable).toBe(false);
  });

  it('names the doubt where the connection is closed after the dot', async () => {
    await using sink = await startSmtpSink({ hangUpAt: '.' });
    await using session = await openSession(sink.port);
    expect(await session.send(mailTo('a@rx.test'))).toMatchObject({ kind: 'lost', claimed: true });
    expect(session.isUsable).toBe(false);
  });

  it.each([
    ['CONNECT', 'connect'],
    ['EHLO', 'ehlo'],
  ] as const)('reads a 421 at %s', async (close421At, command) => {
    await using sink = await startSmtpSink({ close421At });
    expect(judge(await open(sink.port))).toMatchObject({ command, outcome: 'defer', kind: 'busy', scope: 'site' });
  });

  it.each([
    ['MAIL', false],
    ['RCPT', false],
    ['DATA', false],
    ['.', true],
  ] as const)('reads a 421 at %s and leaves the connection', async (close421At, claimed) => {
    await using sink = await startSmtpSink({ close421At });
    await using session = await openSession(sink.port);
    expect(judge(await session.send(mailTo('a@rx.test')))).toMatchObject({
      claimed,
      outcome: 'defer',
      kind: 'busy',
      scope: 'site',
    });
    expect(session.isUsable).toBe(false);
  });
});
