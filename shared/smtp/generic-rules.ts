import type { Rule } from './rule.ts';

const transient = (code: number) => code >= 400 && code < 500;
/** A 421 ends the connection whatever its text says (RFC 5321 §3.8): it is never about one recipient. */
const lasting = (code: number) => transient(code) && code !== 421;
const permanent = (code: number) => code >= 500 && code < 600;

/**
 * Rules for any receiver, in this order: what the text says comes before the codes, since receivers dress "slow down" as 550
 * and "never" as 451; the enhanced status comes before the basic code; the last two match everything.
 */
export const genericRules: readonly Rule[] = [
  {
    name: 'per-connection',
    text: /(?:too many|max(?:imum)?|limit).{0,40}(?:messages?|mails?|transactions?|recipients?).{0,30}(?:per|in|this|on|for|a|your) .{0,8}(?:connection|session)/i,
    then: { outcome: 'defer', kind: 'recycle', scope: 'connection' },
    samples: {
      matches: [
        ['421 too many messages in this connection', 'mail'],
        ['452 4.5.3 Too many messages sent in this session', 'mail'],
        ['421 Max message per connection reached, closing transmission channel', 'mail'],
      ],
      not: [['421 4.7.0 rx.test Error: too many connections from 127.0.0.1', 'connect']],
    },
    source: 'Exim smtp_accept_max_per_connection; OpenSMTPD; help.yahoo.com/kb/SLN3433.html',
  },
  {
    name: 'too-many-connections',
    text: /too many .{0,30}(?:connections|sessions)|(?:connections?|sessions?) .{0,30}(?:limit|exceeded)|concurrent .{0,20}(?:connections|sessions)|exceeded .{0,40}(?:connections|sessions)/i,
    then: { outcome: 'defer', kind: 'connections', scope: 'site' },
    samples: {
      matches: [
        ['421 4.7.0 rx.test Error: too many connections from 127.0.0.1', 'connect'],
        ['421 Server is not currently available, possibly due to too many connections', 'connect'],
        ['421 Too many concurrent SMTP connections from this IP address; please try again later.', 'connect'],
        ['421 4.3.2 The maximum number of concurrent server connections has exceeded a limit', 'connect'],
      ],
      not: [['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail']],
    },
    source: 'Postfix anvil(8); Exim smtp_accept_max_per_host; Exchange',
  },
  {
    name: 'too-many-recipients',
    code: (code) => code === 452,
    text: /too many recipients/i,
    then: { outcome: 'defer', kind: 'recycle', scope: 'message' },
    samples: {
      matches: [['452 4.5.3 Error: too many recipients', 'rcpt']],
      not: [['450 4.7.1 Error: too many recipients from 127.0.0.1', 'rcpt']],
    },
    source: 'RFC 5321 §4.5.3.1.10; Postfix smtpd_recipient_limit',
  },
  {
    name: 'recipient-rate',
    enhanced: /^[45]\.2\.1$/,
    text: /too (?:quickly|fast|many)|rate|receiving mail/i,
    then: { outcome: 'defer', kind: 'recipient-rate', scope: 'recipient' },
    samples: {
      matches: [['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'rcpt']],
      not: [['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt']],
    },
    source: 'support.google.com/a/answer/3726730',
  },
  {
    name: 'greylisted',
    code: (code) => lasting(code),
    text: /gr[ea]ylist/i,
    then: { outcome: 'defer', kind: 'greylist', scope: 'recipient' },
    samples: {
      matches: [['450 4.2.0 <a@b.test>: Recipient address rejected: Greylisted, see http://postgrey.example', 'rcpt']],
      not: [['451 4.3.0 Temporary server error', 'rcpt']],
    },
    source: 'RFC 6647; postgrey',
  },
  {
    name: 'mailbox-full',
    text: /mailbox.{0,20}(?:full|exceed|quota)|over ?quota|quota exceeded|insufficient .{0,20}mailbox/i,
    then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
    samples: {
      matches: [
        ['452 4.2.2 Mailbox full', 'rcpt'],
        ['452 4.2.2 Mailbox full: too many messages', 'rcpt'],
        ['552 5.2.2 Over quota', 'dot'],
      ],
      not: [['452 4.3.1 Insufficient system storage', 'dot']],
    },
    source: 'RFC 3463 §3.3',
  },
  {
    name: 'mailbox-full-status',
    enhanced: /^[45]\.2\.2$/,
    then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
    samples: { matches: [['452 4.2.2 user has exceeded storage', 'rcpt']], not: [['450 4.2.0 busy', 'rcpt']] },
    source: 'RFC 3463 §3.3',
  },
  {
    name: 'rate',
    text: /too much mail|too many (?:messages|mails|e-?mails|recipients from)|\brate ?limit|rate.{0,20}exceed|exceed.{0,30}rate|sending rate|unusual rate|frequency limited|slow down|throttl|too (?:fast|quickly)/i,
    then: { outcome: 'defer', kind: 'rate', scope: 'site' },
    samples: {
      matches: [
        ['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail'],
        ['450 4.7.1 Error: too many recipients from 127.0.0.1', 'rcpt'],
        ['454 Throttling failure: Maximum sending rate exceeded.', 'dot'],
        ['550 Mail content denied. Ip frequency limited', 'dot'],
      ],
      not: [['550 5.7.1 Denied by corporate limits', 'rcpt']],
    },
    source: 'Postfix anvil(8); docs.aws.amazon.com/ses; QQ',
  },
  {
    name: 'retry-in',
    code: (code) => lasting(code),
    text: /(?:try|retry|again|wait).{0,30}\b\d+ ?(?:s|sec|seconds?|m|min|minutes?|h|hours?)\b/i,
    then: { outcome: 'defer', kind: 'greylist', scope: 'recipient' },
    samples: {
      matches: [['451 4.7.1 Please try again in 5 minutes', 'rcpt']],
      not: [
        ['451 4.7.1 Please try again later', 'rcpt'],
        ['421 4.7.0 Try again in 10 minutes', 'mail'],
      ],
    },
    source: 'RFC 6647 §2',
  },
  {
    name: '421',
    code: (code) => code === 421,
    then: { outcome: 'defer', kind: 'busy', scope: 'site' },
    samples: {
      matches: [
        ['421 4.3.2 Service not available, closing transmission channel', 'connect'],
        ['421 4.4.2 rx.test Error: timeout exceeded', 'mail'],
      ],
      not: [['451 4.3.0 Temporary failure', 'mail']],
    },
    source: 'RFC 5321 §3.8, §4.2',
  },
  {
    name: 'greeting-refused',
    commands: ['connect', 'ehlo'],
    code: (code) => transient(code),
    then: { outcome: 'defer', kind: 'busy', scope: 'site' },
    samples: {
      matches: [['450 4.3.2 try later', 'connect']],
      not: [['450 4.3.2 try later', 'mail']],
    },
    source: 'RFC 5321 §3.1',
  },
  {
    name: 'no-such-recipient',
    enhanced: /^5\.1\.(?:1|2|3|6|10)$/,
    then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [['550 5.1.1 <a@b.test>: Recipient address rejected: User unknown', 'rcpt']],
      not: [['450 4.1.1 verification in progress', 'rcpt']],
    },
    source: 'RFC 3463 §3.2, RFC 7505 §5',
  },
  {
    name: 'mailbox-disabled',
    enhanced: /^5\.2\.1$/,
    then: { outcome: 'by-code', kind: 'mailbox-disabled', scope: 'recipient' },
    samples: {
      matches: [['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt']],
      not: [['550 5.1.1 unknown', 'rcpt']],
    },
    source: 'RFC 3463 §3.3',
  },
  {
    name: 'message-size',
    enhanced: /^[45]\.[23]\.[34]$/,
    commands: ['mail', 'rcpt', 'data', 'dot'],
    then: { outcome: 'by-code', kind: 'message-size', scope: 'message' },
    samples: {
      matches: [['552 5.3.4 Message size exceeds fixed limit', 'mail']],
      not: [['452 4.3.1 Insufficient system storage', 'dot']],
    },
    source: 'RFC 3463 §3.3, §3.4; RFC 1870',
  },
  {
    name: 'user-unknown-text',
    code: (code) => permanent(code),
    commands: ['rcpt', 'dot'],
    text: /(?:user|recipient|mailbox|address|account).{0,40}(?:unknown|not found|does ?n[o']t exist|unavailable|no such)|(?:no such|unknown|invalid) .{0,20}(?:user|recipient|mailbox|address|account)/i,
    then: { outcome: 'bounce', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [['550 No such user here', 'rcpt']],
      not: [['451 unknown error', 'rcpt']],
    },
    source: 'RFC 5321 §4.2.3',
  },
  {
    name: '4yz-recipient',
    commands: ['rcpt'],
    code: (code) => transient(code),
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [['451 4.3.0 Temporary lookup failure', 'rcpt']],
      not: [['451 4.3.0 Temporary lookup failure', 'mail']],
    },
    source: 'RFC 5321 §4.2.1',
  },
  {
    name: '4yz',
    code: (code) => transient(code),
    then: { outcome: 'defer', kind: 'busy', scope: 'message' },
    samples: {
      matches: [['451 4.3.0 Temporary failure', 'mail']],
      not: [['554 5.7.1 rejected', 'mail']],
    },
    source: 'RFC 5321 §4.2.1',
  },
  {
    name: '5yz-greeting',
    commands: ['connect', 'ehlo', 'starttls', 'auth'],
    code: (code) => permanent(code),
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [['554 5.7.1 Service unavailable; client host blocked', 'connect']],
      not: [['554 5.7.1 rejected', 'dot']],
    },
    // A block of the whole connection says nothing about the message: it waits while somebody looks.
    source: 'RFC 5321 §3.1',
  },
  {
    name: 'sender-not-verified',
    code: (code) => permanent(code),
    text: /(?:not|un)[- ]?verified|domain is not (?:allowed|authori[sz]ed)/i,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['554 Message rejected: Email address is not verified. The following identities failed the check', 'dot'],
      ],
      not: [['550 5.1.1 user unknown', 'rcpt']],
    },
    // A fault of the sender's set-up, which a human mends while the mail waits.
    source: 'docs.aws.amazon.com/ses, "Amazon SES email sending errors"',
  },
  {
    name: 'sender-not-allowed',
    code: (code) => permanent(code),
    text: /authentication required|access denied.*not authori[sz]ed|not authori[sz]ed to perform|sending (?:suspended|paused)|account.{0,20}(?:suspended|paused|shut down)/i,
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [
        ['530 Authentication required', 'mail'],
        ['554 Access denied: User is not authorized to perform ses:SendRawEmail on resource', 'dot'],
        ['554 Sending suspended for this account', 'dot'],
        ['554 Sending paused for this account', 'dot'],
      ],
      not: [['550 5.7.1 Access denied', 'rcpt']],
    },
    source: 'docs.aws.amazon.com/ses, "SMTP response codes returned by Amazon SES"',
  },
  {
    name: '5yz-recipient',
    commands: ['rcpt'],
    code: (code) => permanent(code),
    then: { outcome: 'bounce', kind: 'recipient-policy', scope: 'recipient' },
    samples: {
      matches: [['550 5.7.1 <a@b.test>: Recipient address rejected: Access denied', 'rcpt']],
      not: [['554 5.7.1 rejected', 'dot']],
    },
    source: 'RFC 5321 §4.2.1',
  },
  {
    name: '5yz',
    code: (code) => permanent(code),
    then: { outcome: 'bounce', kind: 'content', scope: 'message' },
    samples: {
      matches: [['554 5.7.1 Message rejected', 'dot']],
      not: [['451 4.3.0 Temporary failure', 'dot']],
    },
    source: 'RFC 5321 §4.2.1',
  },
];
