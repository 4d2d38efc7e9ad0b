import { lasting, permanent, transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** A first attempt is refused on purpose. */
export const greylistRules: readonly Rule[] = [
  {
    name: 'greylisted',
    code: transient,
    text: pattern`
      gr[ea]y[- ]?list|gr[ea]y ?trap
      grau(?:e|en)? ?list|list[ae]s? (?:gris|cinz\w+|grigi\w+)|listes? grises?|sz?ar\w+ li[s]t|сер[а-я]{2,3} спис|грейлист|серый список|灰名单|灰名單|灰色名单|グレー?リスト|grijze lijst|gralist
      (?:first|initial|1st) (?:time|attempt|contact|connection|delivery|seen|try)\b|never seen|not seen before|seen you before|(?:new|unknown|unseen|unfamiliar|first[- ]time) (?:sender|triplet|client|peer|server|correspondent|relationship)
      \btriplet\b|(?:delay\w*|wait\w*|retry|defer\w*|postpone\w*|temporar\w+) .{0,40}(?:anti-?spam|spam (?:protection|prevention|defen[cs]e|measure|control|reduction))|anti-?spam .{0,50}(?:delay|retry|again|later|wait)
      (?:not yet|yet to be) (?:authori[sz]ed|whitelisted|known|trusted|allowed|seen)|(?:deliberate|intentional|one[- ]time) .{0,16}(?:delay|defer|reject)|prove .{0,30}(?:real|genuine|legitimate|mail server)
      (?:server|host|sender|ip|address|you) (?:is |are |seems? )?(?:new|unknown|not known|unfamiliar) (?:to us|here|so far|yet)|(?:sender|pair|combination) .{0,12}(?:unknown|new|not known)|(?:accept|take) (?:your |the )?(?:next|second|later) (?:attempt|try)|liste d'attente
      (?:erstmalig|unbekannter absender|erster zustellversuch|premiere tentative|primer intento|primeira tentativa|primo tentativo|pierwsza proba|первая попытка)
    `,
    then: { outcome: 'defer', kind: 'greylist', scope: 'message' },
    samples: {
      matches: [
        ['450 4.2.0 <a@b.test>: Recipient address rejected: Greylisted, see http://postgrey.example', 'rcpt'],
        ['451 Delayed as an anti-spam measure, please retry', 'rcpt'],
        ['451 4.7.1 First contact with this sender, come back in a while', 'rcpt'],
        ['450 Message en liste grise', 'rcpt'],
      ],
      not: [['451 4.3.0 Temporary server error', 'rcpt']],
    },
    source: 'RFC 6647; postgrey; milter-greylist; sqlgrey',
    date,
  },
  {
    name: 'greylisted-5yz',
    code: permanent,
    text: /\bgr[ea]y[- ]?list(?:ed|ing)\b|grijze lijst|liste grise|список серый|серый список|грейлист|灰名单|灰名單/,
    unless: /\b(?:not|no longer) grey/,
    then: { outcome: 'defer', kind: 'greylist', scope: 'message' },
    samples: {
      matches: [['550 5.1.1 <a@b.test>: Recipient address rejected: Greylisted', 'rcpt']],
      not: [['550 5.1.1 <a@b.test>: Recipient address rejected: User unknown', 'rcpt']],
    },
    source: 'RFC 6647 §2: a greylist that is set up with the wrong code',
    date: '2026-11-25',
  },
  {
    name: 'refused-a-while',
    code: lasting,
    commands: ['mail', 'rcpt'],
    text: /temporar\w+ (?:\w+ )?(?:reject|refus|den(?:y|ied)|block|defer|delay|postpone)|(?:reject|refus|deni|block|defer|delay|postpone)\w* temporar/,
    unless:
      /\bip\b|host|client|reputation|complain|mailbox|\buser\b|recipient (?:is )?temporar|dns|look-?up|error|failure|rate|\bfull\b|quota|sender (?:address|domain)|spf|dkim|dmarc|relay/,
    then: { outcome: 'defer', kind: 'greylist', scope: 'message' },
    samples: {
      matches: [['450 Temporarily rejected by policy; try later', 'rcpt']],
      not: [['450 Message denied temporarily', 'dot']],
    },
    source: 'RFC 6647 §2',
    date,
  },
];
