import { greeting, lasting, oneOf, permanent, transaction, transient } from '../codes.ts';
import { neverUnder4yz, passes, stays } from '../finality.ts';
import type { Rule } from '../rule.ts';
import { speaksOfSender } from '../speaks-of-sender.ts';

const date = '2026-11-24';

/** What is left: the basic code and the command. The last ones together match every refusal. */
export const codeRules: readonly Rule[] = [
  {
    name: 'passing-5yz',
    code: permanent,
    commands: transaction,
    text: passes,
    unless: stays,
    then: { outcome: 'defer', kind: 'busy', scope: 'by-command' },
    samples: {
      matches: [['550 Requested action aborted: try again later', 'rcpt']],
      not: [['550 Requested action aborted', 'rcpt']],
    },
    source: 'Cox; Outlook.com: "try again later" under a 5yz',
    date,
  },
  {
    name: 'lasting-4yz',
    code: lasting,
    commands: transaction,
    text: neverUnder4yz,
    then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'by-command' },
    samples: {
      matches: [['451 This delivery failed permanently, do not retry', 'rcpt']],
      not: [
        ['451 Failed', 'rcpt'],
        ['451 This is not a permanent error', 'rcpt'],
        ['451 Please do not retry immediately', 'rcpt'],
        ['451 4.3.0 Message can not be accepted right now', 'dot'],
      ],
    },
    source: 'Yahoo: "retrying will not succeed" under a 4yz',
    date,
  },
  {
    name: 'service-unavailable',
    code: permanent,
    commands: transaction,
    text: /service (?:is )?(?:currently |temporarily )?(?:unavailable|not available)/,
    then: { outcome: 'by-code', kind: 'busy', scope: 'by-command' },
    samples: { matches: [['554 5.0.0 Service unavailable', 'dot']], not: [['554 Rejected', 'dot']] },
    source: 'Sendmail',
    date,
  },
  {
    name: '552-recipient',
    code: oneOf(552),
    commands: ['rcpt', 'data', 'dot'],
    then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
    samples: { matches: [['552 no', 'rcpt']], not: [['552 no', 'mail']] },
    source: 'RFC 5321 §4.2.3',
    date,
  },
  {
    name: '552-message',
    code: oneOf(552),
    commands: ['mail'],
    then: { outcome: 'by-code', kind: 'message-size', scope: 'message' },
    samples: { matches: [['552 no', 'mail']], not: [['552 no', 'rcpt']] },
    source: 'RFC 1870 §6.1',
    date,
  },
  {
    name: '551-553',
    code: oneOf(551, 553),
    commands: ['rcpt'],
    unless: speaksOfSender,
    then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [['551 no', 'rcpt']],
      not: [
        ['553 no', 'mail'],
        ['553 no mail from this host', 'rcpt'],
      ],
    },
    source: 'RFC 5321 §4.2.3',
    date,
  },
  {
    name: '521-556',
    code: oneOf(521, 556),
    commands: transaction,
    then: { outcome: 'by-code', kind: 'routing', scope: 'recipient' },
    samples: { matches: [['556 no', 'rcpt']], not: [['521 no', 'connect']] },
    source: 'RFC 7504',
    date,
  },
  {
    name: '53z',
    code: oneOf(530, 534, 535, 538),
    then: { outcome: 'defer', kind: 'authentication', scope: 'site' },
    samples: { matches: [['530 no', 'mail']], not: [['550 no', 'mail']] },
    source: 'RFC 4954 §6',
    date,
  },
  {
    name: '50z',
    code: oneOf(500, 501, 502, 504, 555),
    // Not the greeting: nothing was said yet that could have been wrong.
    commands: [...transaction, 'ehlo', 'starttls', 'auth'],
    then: { outcome: 'by-code', kind: 'protocol', scope: 'by-command' },
    samples: { matches: [['500 what?', 'mail']], not: [['501 Rejected', 'connect']] },
    source: 'RFC 5321 §4.2.2',
    date,
  },
  {
    name: '4yz-recipient',
    commands: ['rcpt'],
    code: transient,
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [['451 4.3.0 no', 'rcpt']],
      not: [['451 4.3.0 no', 'mail']],
    },
    source: 'RFC 5321 §4.2.1',
    date,
  },
  {
    name: '4yz',
    code: transient,
    then: { outcome: 'defer', kind: 'busy', scope: 'message' },
    samples: {
      matches: [['451 4.3.0 no', 'mail']],
      not: [['554 5.7.1 rejected', 'mail']],
    },
    source: 'RFC 5321 §4.2.1',
    date,
  },
  {
    name: '5yz-greeting',
    commands: greeting,
    code: permanent,
    // A block of the whole connection says nothing about the message: it waits while somebody looks.
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [
        ['554 No SMTP service here', 'connect'],
        ['550 5.7.1 go away', 'ehlo'],
      ],
      not: [['554 5.7.1 rejected', 'dot']],
    },
    source: 'RFC 5321 §3.1',
    date,
  },
  {
    name: '5yz-recipient',
    commands: ['rcpt'],
    code: permanent,
    then: { outcome: 'bounce', kind: 'recipient-policy', scope: 'recipient' },
    samples: {
      matches: [['550 no', 'rcpt']],
      not: [['554 5.7.1 rejected', 'dot']],
    },
    source: 'RFC 5321 §4.2.1',
    date,
  },
  {
    name: '5yz-sender',
    commands: ['mail'],
    code: permanent,
    then: { outcome: 'bounce', kind: 'recipient-policy', scope: 'message' },
    samples: {
      matches: [['550 no', 'mail']],
      not: [['550 no', 'rcpt']],
    },
    source: 'RFC 5321 §4.2.1',
    date,
  },
  {
    name: '5yz',
    code: permanent,
    then: { outcome: 'bounce', kind: 'content', scope: 'message' },
    samples: {
      matches: [['554 Message rejected', 'dot']],
      not: [['451 4.3.0 Temporary failure', 'dot']],
    },
    source: 'RFC 5321 §4.2.1',
    date,
  },
];
