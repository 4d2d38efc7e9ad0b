import { permanent, transaction } from '../codes.ts';
import type { Rule } from '../rule.ts';

/** Texts that say little, and yet something else than their status or code: whom the refusal is about. */
export const overruledStatusRules: readonly Rule[] = [
  {
    name: 'sender-host-named',
    code: permanent,
    commands: transaction,
    // A page to look one's address up, or a word of the sending machine: it is not the recipient that is refused.
    text: /https?:\S{1,200}[?&/=]\d{1,3}(?:\.\d{1,3}){3}\b|\byour (?:ip(?!\W{0,3} ?(?:address )?(?:is |was )?\W{0,2}\d)|(?:mail )?server|host|network|isp|(?:\w+ )?provider)\b|(?:connecting|sending) (?:ip|host|server|system|mta)\b/,
    unless: /administrator|contact your|ask your|report/,
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [
        ['550 5.1.1 https://lookup.b.test/?ip=192.0.2.1', 'rcpt'],
        ['554 5.7.1 We do not like your mail server', 'dot'],
      ],
      not: [
        ['550 5.7.1 Rejected, contact your provider', 'dot'],
        ['550 5.7.1 Message rejected. Your IP 192.0.2.1, id 123', 'dot'],
      ],
    },
    source: 'github.com/sisimai/set-of-emails; RFC 3463 §3.8',
    date: '2026-11-25',
  },
  {
    name: 'recipient-refused',
    code: permanent,
    commands: ['rcpt'],
    enhanced: /^5\.5\.\d+$/,
    text: /\b(?:recipient|user|mail ?box|address|account)\b/,
    then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'recipient' },
    samples: {
      matches: [['550 5.5.1 Recipient rejected', 'rcpt']],
      not: [['550 5.5.1 Command rejected', 'rcpt']],
    },
    source: 'Vade: 5.5.1 for a recipient that is refused',
    date: '2026-11-25',
  },
];
