import { describe, expect, it } from 'vitest';
import { run } from './run.ts';

const jsonOf = (out: string): unknown[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);

describe('sluice classify', () => {
  it('tells of one reply what is concluded, and why', async () => {
    const { code, out } = await run([
      'classify',
      '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred',
      '--mx',
      'mta5.am0.yahoodns.net',
      '--command',
      'mail',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /defer, reputation, scope site\n {2}action suspend for 7200 s\n {2}by rule yahoo-reputation of yahoo/,
    );
    expect(out).toMatch(/source: senders\.yahooinc\.com.*, 2026-\d\d-\d\d\n {2}postmaster: https:/);
  });

  it('takes RCPT for the command, and a generic rule where the host is nobody’s', async () => {
    const { out } = await run(['classify', '550 No such user', '--json']);
    expect(jsonOf(out)).toEqual([
      {
        kind: 'no-such-recipient',
        outcome: 'bounce',
        scope: 'recipient',
        rule: 'no-such-recipient',
        action: 'bounce',
        delaySeconds: 0,
      },
    ]);
  });

  it('writes one JSON object a line, in the order of the input', async () => {
    const lines = [
      { mx: null, command: 'rcpt', code: 550, reply: '5.1.1 User unknown' },
      { mx: null, command: 'rcpt', code: '451', reply: '451 4.7.1 Try again in 5 minutes' },
      { mx: 'mx3.qq.com', command: 'dot', code: 550, reply: 'Ip frequency limited' },
      {
        mx: 'gmail-smtp-in.l.google.com',
        command: 'dot',
        code: 421,
        reply: '421-4.7.28 an unusual rate of\n421 4.7.28 unsolicited mail',
      },
      { mx: '', command: 'connect', reply: '554 No SMTP service here' },
    ];
    const { code, out, err } = await run(
      ['classify', '--json'],
      {},
      `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(jsonOf(out)).toEqual([
      {
        kind: 'no-such-recipient',
        outcome: 'bounce',
        scope: 'recipient',
        rule: 'no-such-recipient',
        action: 'bounce',
        delaySeconds: 0,
      },
      { kind: 'greylist', outcome: 'defer', scope: 'message', rule: 'retry-in', action: 'retry', delaySeconds: 300 },
      { kind: 'rate', outcome: 'defer', scope: 'site', rule: 'qq-rate', action: 'suspend', delaySeconds: 3600 },
      { kind: 'rate', outcome: 'defer', scope: 'site', rule: 'gmail-unusual-rate', action: 'slow', delaySeconds: 1800 },
      { kind: 'blocked', outcome: 'defer', scope: 'site', rule: '5yz-greeting', action: 'stop', delaySeconds: 7200 },
    ]);
  });

  it('names line and field of what it cannot read, classifies the rest, and ends with 2', async () => {
    const lines = [
      '{"mx": 5, "command": "rcpt", "code": 550, "reply": "x"}',
      'nonsense',
      '{"mx": null, "command": "helo", "code": 99, "reply": ""}',
      '{"command": "rcpt", "code": 550, "reply": "x"}',
      '[]',
      '{"command": "rcpt", "reply": "x"}',
    ];
    const { code, out, err } = await run(['classify', '--json'], {}, lines.join('\n'));
    expect(code).toBe(2);
    expect(jsonOf(out)).toHaveLength(1);
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^sluice: line 1: mx: give a host name, or null$/),
      expect.stringMatching(/^sluice: line 2: it is not JSON; write \{/),
      expect.stringMatching(/^sluice: line 3: command: give one of connect, .*; code: give a code from 200 to 599$/),
      expect.stringMatching(/^sluice: line 5: it: /),
      expect.stringMatching(/^sluice: line 6: reply: it does not begin with a code/),
      '',
    ]);
  });

  it.each([
    [['classify', 'no code'], /reply: it does not begin with a code/],
    [['classify', '550 no', '--command', 'helo'], /command: give one of connect, ehlo/],
    [['classify', '550', 'no'], /classify takes one reply: put it in quotes/],
    [['classify', '--mx', 'mx.example.net'], /--mx and --command belong to a REPLY/],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await run(args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });
});
