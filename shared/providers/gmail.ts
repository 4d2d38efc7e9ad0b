import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Gmail and Google Workspace: one set of hosts, one judgement. */
export const gmail: Provider = {
  name: 'gmail',
  mxSuffixes: ['.google.com', '.googlemail.com'],
  sampleHosts: ['gmail-smtp-in.l.google.com', 'alt1.aspmx.l.google.com', 'aspmx3.googlemail.com'],
  limits: { connections: 5, messagesPerConnection: 50 },
  tls: 'required',
  postmaster: {
    url: 'https://support.google.com/mail/contact/gmail_bulk_sender_escalation',
    source: "github.com/forwardemail/forwardemail.net, its handling of Gmail's 421-4.7.28",
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml; support.google.com/a/answer/81126',
  date,
  rules: [
    {
      name: 'gmail-same-message-id',
      enhanced: /^[45]\.7\.28$/,
      text: /same message-?id/,
      // Message-ID must be unique per recipient.
      then: { outcome: 'defer', kind: 'content', scope: 'message', action: { name: 'retry', durationMs: hourMs } },
      samples: {
        matches: [['421 4.7.28 Gmail has detected this message with the same Message-ID many times', 'dot']],
        not: [['421 4.7.28 Our system has detected an unusual rate of unsolicited mail', 'dot']],
      },
      source: 'github.com/sisimai/p5-sisimai, Rhost/Google.pm',
      date,
    },
    {
      name: 'gmail-unusual-rate',
      text: /unusual rate/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 30 * minuteMs } },
      samples: {
        matches: [
          [
            '421-4.7.28 Our system has detected an unusual rate of\n421 4.7.28 unsolicited mail originating from your IP address.',
            'dot',
          ],
          [
            '550 5.7.1 Our system has detected an unusual rate of unsolicited mail originating from your IP address.',
            'dot',
          ],
        ],
        not: [['421 4.7.28 same Message-ID', 'dot']],
      },
      source: 'support.google.com/a/answer/3726730; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'gmail-domain-reputation',
      text: /low reputation of the sending domain/,
      then: {
        outcome: 'defer',
        kind: 'reputation',
        scope: 'from-domain',
        action: { name: 'hold', durationMs: hourMs },
      },
      samples: {
        matches: [
          ['421 4.7.0 This message is suspicious due to the very low reputation of the sending domain.', 'dot'],
        ],
        not: [
          ['421 4.7.0 This message is suspicious due to the very low reputation of the sending IP address.', 'dot'],
        ],
      },
      source: 'support.google.com/mail/answer/188131',
      date,
    },
    {
      name: 'gmail-reputation',
      text: /low reputation/,
      then: { outcome: 'defer', kind: 'reputation', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [
          ['421 4.7.0 This message is suspicious due to the very low reputation of the sending IP address.', 'dot'],
        ],
        not: [['421 4.7.0 Try again later, closing connection.', 'ehlo']],
      },
      source: 'support.google.com/mail/answer/188131; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'gmail-authentication',
      enhanced: /^[45]\.7\.(?:2[3-7]|29|3[0-2]|40)$/,
      // PTR and TLS besides: what Gmail asks of a sender is mended where the domain is set up, and the site is not to blame.
      then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain', action: { name: 'hold', durationMs: 0 } },
      samples: {
        matches: [
          ['421 4.7.26 This mail has been rate limited because it is unauthenticated.', 'dot'],
          ['550 5.7.25 The IP address sending this message does not have a PTR record setup', 'dot'],
          ['421 4.7.29 not sent over a TLS connection', 'dot'],
        ],
        not: [['421 4.7.28 unusual rate', 'dot']],
      },
      source: 'support.google.com/a/answer/3726730; twilio.com/en-us/blog/insights/google-new-error-codes',
      date,
    },
    {
      name: 'gmail-busy',
      text: /try again later, closing|temporary system problem|mail server temporarily rejected/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [
          ['421 4.7.0 Try again later, closing connection. (EHLO)', 'ehlo'],
          ['451 4.3.0 Mail server temporarily rejected message.', 'dot'],
        ],
        not: [['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'rcpt']],
      },
      source: 'support.google.com/a/answer/3726730',
      date,
    },
    {
      name: 'gmail-congested',
      enhanced: /^4\.(?:4\.5|3\.0)$/,
      // Too many for one transaction is no congestion.
      unless: /transaction/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [['421 4.4.5 Server busy, try again later.', 'mail']],
        not: [
          ['451 4.4.2 Timeout - closing connection.', 'data'],
          ['451 4.3.0 Multiple destination domains per transaction is unsupported.', 'rcpt'],
        ],
      },
      source: 'support.google.com/a/answer/3726730',
      date,
    },
    {
      name: 'gmail-no-such-recipient',
      enhanced: /^5\.1\.2$/,
      then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
      samples: {
        matches: [['553 5.1.2 The recipient address <a@b> is not a valid RFC-5321 address.', 'rcpt']],
        not: [['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt']],
      },
      source: 'support.google.com/a/answer/3726730',
      date,
    },
  ],
};
