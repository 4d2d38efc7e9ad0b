import { permanent, transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** The receiving machine, not the message. */
export const systemRules: readonly Rule[] = [
  {
    name: 'host-unwell',
    text: pattern`
      shutting down|shut ?down|going down|closing down|\brestart|\breboot|\bmaintenance|wartung|mantenimiento|manutencao|manutenzione|maintenance en cours|konserwacj|обслуживани|维护|維護|メンテナンス
      (?:system|server|disks?|spool|queue|file ?system|partition|mail system|storage volume)\b.{0,24}(?:\bfull\b|out of (?:disk|space|storage|memory))|out of (?:disk|memory|system)|(?:insufficient|not enough|no|low|lack of) .{0,12}(?:system|disk|server|spool|memory|queue)(?: \w+)? ?(?:space|storage|resources?|memory)|insufficient (?:memory|resources)|no space left|low on (?:disk|space|memory)
      not enough .{0,12}(?:disk|free) space|(?:speicherplatz|plattenplatz) .{0,20}(?:server|system)|espace disque|espacio en (?:disco|el servidor)|espaco em disco|spazio su disco|brak miejsca na dysku|磁盘|ディスク
      service (?:is )?not active|back ?pressure|load (?:average|is too high|too high|limit)|high (?:system |server )?load|overload|too busy|(?:server|system\S{0,4}|service|host|we are|ports|currently|is) (?:is |are |too |very |currently )?busy|^busy\b|queu(?:e|ing) (?:is )?(?:declined|disabled|unavailable)|can(?:not|'t) (?:fork|allocate)|uberlastet|ueberlastet|ausgelastet|surcharge|sobrecargad|sovraccaric|przeciazon|overbelast|перегруж|сервер занят|server zanyat|繁忙|超载|混雑|混み合|過負荷
      resources? .{0,20}(?:unavailable|exhausted|low|limit)|(?:fork|process(?:es)?|file descriptor|out of) .{0,16}(?:limit|table full|fail)
    `,
    unless: /\bmailbox|\brecipient\b|\buser\b|\bquota|\binbox|account|message size/,
    then: { outcome: 'defer', kind: 'busy', scope: 'host' },
    samples: {
      matches: [
        ['452 4.3.1 Insufficient system storage', 'dot'],
        ['452 4.3.1 Insufficient system resources', 'mail'],
        ['421 4.3.2 System shutting down', 'connect'],
        ['421 mx.test Service not available, load average too high', 'connect'],
        ['451 Server überlastet, bitte später erneut versuchen', 'mail'],
      ],
      not: [['452 4.2.2 Not enough storage space in mailbox', 'rcpt']],
    },
    source: 'Postfix queue_minfree; Exchange back pressure; Exim; RFC 3463 §3.4',
    date,
  },
  {
    name: 'system-full',
    code: transient,
    enhanced: /^4\.3\.1$/,
    text: /space|storage|disk|memory|resource|\bfull\b/,
    then: { outcome: 'defer', kind: 'busy', scope: 'by-command' },
    samples: {
      matches: [['452 4.3.1 <a@b.test>: Recipient address rejected: no space', 'dot']],
      not: [['452 4.2.2 <a@b.test>: Recipient address rejected: no space', 'rcpt']],
    },
    source: 'RFC 3463 §3.4',
    date,
  },
  {
    name: 'verification-pending',
    code: transient,
    text: /verif\w+ (?:is )?in progress|being verified|verification (?:pending|in progress|temporar)|(?:call-?out|call-?back|recipient verif\w+|recipient validation).{0,30}(?:fail|defer|time|temporar|complete|unavailable)|could not (?:complete|verify) .{0,30}(?:callout|recipient)|unverified address: .{0,120}(?:connect to|timed? ?out|connection refused|unreachable|look-?up (?:error|failure)|temporar)/,
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [
        [
          '450 4.1.1 <a@b.test>: Recipient address rejected: unverified address: Address verification in progress',
          'rcpt',
        ],
        ['451 Could not complete recipient verify callout', 'rcpt'],
        [
          '450 4.1.1 <a@b.test>: Recipient address rejected: unverified address: connect to mx.b.test: timed out',
          'rcpt',
        ],
      ],
      not: [['450 4.1.1 <a@b.test>: Recipient address rejected: User unknown', 'rcpt']],
    },
    source: 'Postfix reject_unverified_recipient; Exim "verify = recipient/callout"',
    date,
  },
  {
    name: 'verification-pending-5yz',
    code: permanent,
    text: /\bverif\w+ (?:is )?(?:still )?(?:in progress|pending)|being verified/,
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [['550 5.1.1 <a@b.test>: Recipient address rejected: Address verification in progress', 'rcpt']],
      not: [['550 5.1.1 <a@b.test>: Recipient address rejected: Address verification failed', 'rcpt']],
    },
    source: 'Postfix unverified_recipient_defer_code, which can be set to 550',
    date: '2026-11-25',
  },
];
