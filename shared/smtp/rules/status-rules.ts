import { greeting, lasting, sinceRecipient, transaction, transient } from '../codes.ts';
import { passes } from '../finality.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';
import { speaksOfSender } from '../speaks-of-sender.ts';

const date = '2026-11-24';

/** Where the text says nothing that is known: a time to wait, then the 421, then the enhanced status. */
export const statusRules: readonly Rule[] = [
  {
    name: 'retry-in',
    code: (code) => code !== 421,
    commands: transaction,
    text: pattern`
      (?:try|retry|again|resubmit|resend|next attempt|wait|come back|later|delay|defer|versuch|warte|reessa|attend|intent|esper|tent|riprov|sprobuj|ponow|повтор|попроб|через|povtor|poprob).{0,40}(?<![\d.])\d{1,6} ?(?:s|sec|seconds?|m|mins?|minutes?|h|hours?|sekunden?|minuten|stunden?|secondes?|heures?|segundos?|minutos?|horas?|secondi|minuti|or[ae]|sekund|minut|godzin|сек|мин|час)
      \d{1,6} ?(?:秒|分钟|分鐘|分|小时|小時|時間).{0,6}(?:后|後|再|以后)|(?:retry|wait|delay|seconds)[=:] ?\d
      \d{1,6} (?:seconds|minutes|minuten|secondes|minutos|minuti).{0,20}(?:again|retry|later|warten)
      (?:in|for|retry|wait|again)\b.{0,12} \d\d?:[0-5]\d:[0-5]\d
    `,
    then: { outcome: 'defer', kind: 'greylist', scope: 'message' },
    samples: {
      matches: [
        ['451 4.7.1 Please try again in 5 minutes', 'rcpt'],
        ['450 Bitte in 5 Minuten erneut versuchen: warten Sie 300 s', 'rcpt'],
        ['451 Retry=300s', 'rcpt'],
        ['550 5.1.1 Try again in 5 minutes', 'rcpt'],
      ],
      not: [
        ['451 4.7.1 Please try again later', 'rcpt'],
        ['421 4.7.0 Try again in 10 minutes', 'mail'],
      ],
    },
    source: 'RFC 6647 §2',
    date,
  },
  {
    name: 'refused-for-now',
    code: lasting,
    commands: ['mail', 'rcpt', 'data', 'dot'],
    enhanced: /^4\.7\.[01]$/,
    text: new RegExp(`${passes.source}|try again|come back|please retry`),
    unless: /service .{0,24}unavailable|server error/,
    then: { outcome: 'defer', kind: 'greylist', scope: 'message' },
    samples: {
      matches: [['451 4.7.1 Try again later', 'rcpt']],
      not: [['451 4.7.1 Service unavailable - try again later', 'dot']],
    },
    source: 'RFC 6647 §2: a transient policy refusal; Barracuda',
    date,
  },
  {
    name: '421',
    code: (code) => code === 421,
    then: { outcome: 'defer', kind: 'busy', scope: 'site' },
    samples: {
      matches: [
        ['421 4.3.2 Service not available, closing transmission channel', 'connect'],
        ['421 4.7.0 Try again later, closing connection.', 'ehlo'],
      ],
      not: [['451 4.3.0 Temporary failure', 'mail']],
    },
    source: 'RFC 5321 §3.8, §4.2',
    date,
  },
  {
    name: 'greeting-refused',
    commands: greeting,
    code: transient,
    then: { outcome: 'defer', kind: 'busy', scope: 'site' },
    samples: {
      matches: [['450 4.3.2 try later', 'connect']],
      not: [['450 4.3.2 try later', 'mail']],
    },
    source: 'RFC 5321 §3.1',
    date,
  },
  {
    name: 'recipient-status',
    commands: sinceRecipient,
    enhanced: /^[45]\.(?:1\.(?:1|3|4|6|10)|7\.1[789])$/,
    unless: speaksOfSender,
    then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [
        ['550 5.1.1 sorry', 'rcpt'],
        ['553 5.1.3 sorry', 'rcpt'],
      ],
      not: [
        ['550 5.1.8 sorry', 'rcpt'],
        ['550 5.1.1 sorry', 'mail'],
        ['550 5.1.1 192.0.2.1 has sent too much today', 'rcpt'],
        ['550 5.1.1 发件人 未知', 'rcpt'],
      ],
    },
    source: 'RFC 3463 §3.2; RFC 7293; Exchange Online (5.1.10)',
    date,
  },
  {
    name: 'sender-status',
    commands: transaction,
    enhanced: /^[45]\.1\.[78]$/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: { matches: [['550 5.1.8 no', 'mail']], not: [['550 5.1.1 no', 'rcpt']] },
    source: 'RFC 3463 §3.2',
    date,
  },
  {
    name: 'sender-status-at-mail',
    commands: ['mail'],
    enhanced: /^[45]\.(?:1\.[1346]|1\.10|2\.1)$/,
    // Statuses of a recipient, and none was named yet.
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['550 5.1.1 no', 'mail'],
        ['550 5.2.1 no', 'mail'],
      ],
      not: [['550 5.1.1 no', 'rcpt']],
    },
    source: 'RFC 5321 §3.3; RFC 3463 §3.2, §3.3',
    date: '2026-11-25',
  },
  {
    name: 'mailbox-status',
    commands: sinceRecipient,
    enhanced: /^[45]\.2\.1$/,
    unless: speaksOfSender,
    then: { outcome: 'by-code', kind: 'mailbox-disabled', scope: 'recipient' },
    samples: {
      matches: [['550 5.2.1 no', 'rcpt']],
      not: [
        ['550 5.2.1 no mail from 192.0.2.1', 'rcpt'],
        ['550 5.2.1 no', 'mail'],
      ],
    },
    source: 'RFC 3463 §3.3',
    date,
  },
  {
    name: 'storage-status',
    commands: transaction,
    enhanced: /^[45]\.2\.2$/,
    then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
    samples: { matches: [['452 4.2.2 no', 'rcpt']], not: [['450 4.2.0 no', 'rcpt']] },
    source: 'RFC 3463 §3.3',
    date,
  },
  {
    name: 'size-status',
    commands: transaction,
    enhanced: /^[45]\.(?:2\.3|3\.4)$/,
    then: { outcome: 'by-code', kind: 'message-size', scope: 'message' },
    samples: { matches: [['552 5.3.4 no', 'mail']], not: [['452 4.3.1 no', 'dot']] },
    source: 'RFC 3463 §3.3, §3.4; RFC 1870',
    date,
  },
  {
    name: 'system-status',
    code: transient,
    commands: ['mail', 'rcpt'],
    enhanced: /^4\.3\.[12]$/,
    then: { outcome: 'defer', kind: 'busy', scope: 'host' },
    samples: {
      matches: [
        ['450 4.3.2 Service currently unavailable', 'rcpt'],
        ['452 4.3.1 no', 'mail'],
      ],
      not: [['451 4.3.0 no', 'mail']],
    },
    source: 'RFC 3463 §3.4; Postfix postscreen(8)',
    date,
  },
  {
    name: 'routing-status',
    commands: transaction,
    enhanced: /^(?:5\.4\.\d+|4\.4\.[468]|[45]\.1\.2|[45]\.2\.4)$/,
    then: { outcome: 'by-code', kind: 'routing', scope: 'recipient' },
    samples: {
      matches: [
        ['550 5.4.4 no', 'rcpt'],
        ['524 5.2.4 no', 'rcpt'],
      ],
      not: [['451 4.4.5 no', 'mail']],
    },
    source: 'RFC 3463 §3.2, §3.3, §3.5',
    date,
  },
  {
    name: 'split-status',
    enhanced: /^[45]\.5\.3$/,
    then: { outcome: 'defer', kind: 'recycle', scope: 'message' },
    samples: { matches: [['452 4.5.3 no', 'rcpt']], not: [['502 5.5.1 no', 'mail']] },
    source: 'RFC 3463 §3.6',
    date,
  },
  {
    name: 'policy-status',
    commands: ['mail', 'rcpt'],
    enhanced: /^5\.7\.[0-7]$/,
    then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'by-command' },
    samples: { matches: [['552 5.7.1 no', 'rcpt']], not: [['552 5.7.0 no', 'dot']] },
    source: 'RFC 3463 §3.8',
    date,
  },
  {
    name: 'refusal-status',
    commands: ['data', 'dot'],
    enhanced: /^5\.7\.[0-7]$/,
    then: { outcome: 'by-code', kind: 'content', scope: 'message' },
    samples: { matches: [['552 5.7.0 no', 'dot']], not: [['552 5.7.1 no', 'rcpt']] },
    source: 'RFC 3463 §3.8',
    date,
  },
  {
    name: 'protocol-status',
    enhanced: /^[45]\.(?:5\.[12456]|6\.7)$/,
    then: { outcome: 'by-code', kind: 'protocol', scope: 'by-command' },
    samples: { matches: [['550 5.5.4 no', 'mail']], not: [['550 5.5.0 no', 'rcpt']] },
    source: 'RFC 3463 §3.6; RFC 6531 §3.5',
    date,
  },
  {
    name: 'content-status',
    commands: transaction,
    enhanced: /^[45]\.6\.\d+$/,
    then: { outcome: 'by-code', kind: 'content', scope: 'message' },
    samples: { matches: [['554 5.6.0 no', 'dot']], not: [['554 5.7.1 no', 'dot']] },
    source: 'RFC 3463 §3.7',
    date,
  },
  {
    name: 'authentication-status',
    enhanced: /^[45]\.7\.(?:2[0-4]|26|27|29|3[0-2]|40|509|515)$/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: { matches: [['550 5.7.26 no', 'dot']], not: [['550 5.7.1 no', 'dot']] },
    source: 'RFC 7372; RFC 8617; support.google.com/a/answer/3726730; Exchange Online',
    date,
  },
  {
    name: 'address-status',
    enhanced: /^[45]\.7\.25$/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'egress' },
    samples: { matches: [['550 5.7.25 no', 'rcpt']], not: [['550 5.7.26 no', 'rcpt']] },
    source: 'RFC 7372 §3.3',
    date,
  },
  {
    name: 'flood-status',
    enhanced: /^[45]\.7\.28$/,
    then: { outcome: 'defer', kind: 'rate', scope: 'site' },
    samples: { matches: [['550 5.7.28 no', 'mail']], not: [['550 5.7.26 no', 'mail']] },
    source: 'IANA, enhanced status codes: X.7.28 mail flood detected',
    date,
  },
  {
    name: 'security-status',
    enhanced: /^[45]\.7\.(?:[89]|1[0-4])$/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'site' },
    samples: { matches: [['554 5.7.8 no', 'rcpt']], not: [['554 5.7.1 no', 'rcpt']] },
    source: 'RFC 4954 §6; RFC 5248',
    date,
  },
];
