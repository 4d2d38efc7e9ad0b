import { transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** What the receiver thinks of the sending address, and forgets with time. */
export const reputationRules: readonly Rule[] = [
  {
    name: 'domain-reputation',
    text: /(?:sending|sender|sender's|your|from|the) domain\b.{0,40}reputation|reputation of (?:the|your|a) (?:\w+ )?domain|domain reputation|\b(?:new|newly|young|recently|freshly) (?:registered |created |observed |seen )?domains?\b|\bdomain\b.{0,30}(?:registered|created|first seen) .{0,20}(?:days?|hours?|weeks?|recently)|\bdomain\b.{0,16}(?:too (?:new|young|recent)|newly)/,
    unless: /\bip\b/,
    then: {
      outcome: 'defer',
      kind: 'reputation',
      scope: 'from-domain',
      action: { name: 'hold', durationMs: 3_600_000 },
    },
    samples: {
      matches: [
        ['550 5.7.1 Rejected - sending domain has a poor reputation', 'dot'],
        ['554 Sender domain registered less than 30 days ago', 'mail'],
      ],
      not: [['550 5.7.1 IP/domain reputation problems', 'mail']],
    },
    source: 'support.google.com/mail/answer/188131; improvmx.com',
    date,
  },
  {
    name: 'reputation',
    text: pattern`
      (?:poor|low|bad|negative|insufficient|due to|neutral|ip|domain|sender|none|\bno) .{0,20}reputation|reputation .{0,30}(?:low|poor|bad|problem|reject|fail|block|too|score|filter|service|check)
      sender ?score|senderbase|(?:bad|poor|spam\w*) (?:sending )?(?:history|track record)|trust (?:level|score)|low trust
      (?:user|recipient|spam|abuse|subscriber)s? complaints?|complaint rate|(?:recipients|users|subscribers|people|customers) .{0,30}(?:flag|mark|report|complain)\w*\b|complaints? (?:from|by) (?:users|recipients|our)
      (?:suspicious|unusual|abnormal|anomalous) (?:\w+ )?(?:activit|sending|traffic|behaviou?r|pattern|volume)|new sending pattern|(?:warm|ramp)(?:ing)?[- ]?up
      (?:too many|excessive|numerous|high (?:number|rate|percentage) of|large number of) (?:invalid|unknown|bad|non-?existent|failed|rejected|wrong|undeliverable) .{0,12}(?:recipient|user|address|rcpt|mailbox)|too many errors .{0,16}(?:your|this) (?:ip|host|address|server)|dictionary attack|directory harvest|harvesting
      reputation (?:ist|zu)|schlechte\w* (?:reputation|ruf)|(?:mauvaise|faible) reputation|(?:mala|baja|ma|baixa) reputac\w+|(?:bassa|cattiva|scarsa) reputazione|nisk\w+ reputacj|(?:низк|плох)[а-я]{0,4} репутаци|репутаци[а-я] .{0,20}(?:низк|плох)|(?:信誉|信譽|声誉).{0,6}(?:低|差|不)|レピュテーション
    `,
    unless: /\bsubject|attachment|\burls?\b|\blinks?\b/,
    then: { outcome: 'defer', kind: 'reputation', scope: 'site' },
    samples: {
      matches: [
        [
          '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user complaints',
          'mail',
        ],
        ['550 5.7.1 Local CT IP Reputation - (reject)', 'rcpt'],
        ['554 Your access to this mail system has been rejected due to the sending MTA’s poor reputation.', 'connect'],
        ['550 5.7.1 Too many invalid recipients from your host', 'rcpt'],
      ],
      not: [['550 5.7.1 Service unavailable; client host blocked using zen.spamhaus.org', 'rcpt']],
    },
    source: 'senders.yahooinc.com/smtp-error-codes; Mimecast SMTP error codes; Cisco ESA',
    date,
  },
  {
    name: 'refused-by-policy',
    code: transient,
    commands: ['connect', 'ehlo', 'mail'],
    text: /(?:refus|reject|deni|block|not (?:allow|accept|permit))\w*\b.{0,40}\bpolic|\bpolic\w+ .{0,40}(?:violat|refus|reject|den[iy]|block|restrict)/,
    unless:
      /temporar\w+ (?:error|failure)|relay|recipient|gr[ea]y|\brate|too many|too much|limit|quota|exceed|thrott|sender address|\bspf|dkim|dmarc|\btls|encrypt/,
    then: { outcome: 'defer', kind: 'reputation', scope: 'site' },
    samples: {
      matches: [
        ['421 4.7.0 Sessions from this range are refused; see our policy', 'connect'],
        ['450 Blocked by local policy', 'mail'],
      ],
      not: [
        ['554 Connection rejected by policy', 'connect'],
        ['450 4.7.1 Rejected: policy limit of messages exceeded', 'mail'],
      ],
    },
    source: 'RFC 3463 §3.8: a policy under a transient code passes; GMX',
    date,
  },
];
