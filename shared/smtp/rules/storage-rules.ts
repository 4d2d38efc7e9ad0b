import { transaction } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** A mailbox without room. */
export const storageRules: readonly Rule[] = [
  {
    name: 'mailbox-full',
    commands: transaction,
    text: pattern`
      \b(?:mail ?box|mbox|mail ?folder|inbox|maildir|mail ?file|storage|quota|mail ?drop|user|recipient|account)\b.{0,30}(?:\bfull\b|over (?:its |the |their |his |disk |allowed |allocated )?(?:quota|storage|limit|allocat)|overquota|no (?:more |free |available )?(?:space|room)|has too many messages|too full|out of (?:space|storage))
      \b(?:mail ?box|inbox|user|account|recipient|maildir|mail ?folder|mail ?file|disk)\b.{0,60}(?:exceed\w*|reached|surpass\w*|over|hit) .{0,40}(?:\bquota|storage|\bspace|allocation|capacity|disk|size)
      \bquota .{0,24}(?:used|full|at) .{0,8}100 ?%|over ?-?quota|\bover .{0,16}quota|\b(?:mail|disk|user|mailbox|storage|inbox)? ?quota (?:is |was |has been |usage |limit )?(?:exceed\w*|full|violat\w*|reached|used up|limit)|(?:exceed\w*|reached|violat\w*|beyond|above) .{0,25}(?:\bquota|storage (?:allocation|limit|space))|extended quota|over quote\b|maximum (?:allowed )?mail ?box size|mail ?box space|space (?:is )?not enough|(?:disk|disk ?space|user ?disk|domain ?disk|storage) ?quota\b|not (?:have )?enough (?:storage |disk )?space\b|mail ?box .{0,16}exceed|overdrawn|exceed\w* .{0,16}(?:allowed |maximum )?(?:storage|message count)|(?:number of|too many) messages .{0,16}mail ?box|larger than the space|\bquota is over|mail ?box (?:\w+ )?limit (?:is |was |has been )?(?:exceed|reached)
      (?:not enough|insufficient|no|out of|lacks?|lack of|run out of|not sufficient|without) .{0,20}(?:space|storage|room)\b.{0,30}(?:mail ?box|\buser|recipient|account|inbox|maildir)|mail ?box .{0,20}(?:size|storage) (?:limit|exceed)|full mail ?box|out of storage space|(?:space|storage) .{0,12}(?:has been |is )?used up
      (?:mail ?box|inbox|user|account|recipient)\b.{0,30}(?:not|n't) .{0,12}(?:enough|sufficient|any) .{0,16}(?:space|storage|room)
      (?:inbox|mail ?box|user|recipient|account)\b.{0,40}(?:cannot|can't|can not|unable to|won't) (?:hold|store|fit|take any more)|storage\b.{0,40}(?:used up|exhausted|consumed|spent)|no room (?:left )?(?:for|in)
      speicherplatz .{0,30}(?:reicht nicht|nicht ausreichend|erschopft)|(?:capacite|capacidad|capacidade|capacita) .{0,24}(?:depass|atteinte|supera|exced|agotad|esgotad|esaurit)
      postfach .{0,30}(?:voll|uberfull|ueberfuell|kontingent)|mailbox .{0,10}voll|(?:speicher\w*|kontingent|quota|mailbox\w*) .{0,24}(?:uberschritten|ueberschritten|erschopft|erschoepft|voll|aufgebraucht)
      boi?te? .{0,40}(?:pleine|saturee)|(?:messagerie|boite) .{0,15}pleine|quota .{0,24}depasse|depass\w* .{0,24}quota|espace .{0,24}(?:depasse|sature|insuffisant)
      (?:buzon|casilla|cuenta|bandeja|usuario).{0,40}(?:llen[oa]|excedi|sin espacio|supera\w*|sobre cuota)|cuota .{0,24}(?:excedid|superad|llena|agotad)|(?:excedi|supera)\w* .{0,24}cuota
      caixa .{0,40}(?:cheia|lotada|excedi|sem espaco)|(?:cota|quota) .{0,20}(?:excedid|esgotad|ultrapassad)|(?:excedeu|ultrapassou) .{0,20}(?:cota|quota|espaco)
      casella .{0,40}(?:piena|esaurit|satura)|spazio .{0,24}(?:esaurito|insufficiente)|quota .{0,20}(?:superata|esaurita)|(?:superat|esaurit)\w* .{0,20}(?:quota|spazio)
      postvak .{0,12}\bvol\b|mailbox .{0,12}\bvol\b|postbus .{0,12}\bvol\b|(?:skrzynk\w+|konto) .{0,40}(?:pelna|przepeln|zapelnion|przekroczon|brak miejsca)|przekroczon\w+ .{0,16}(?:pojemnosc|quota|limit miejsca)|(?:brevlad|postkass|postboks|innboks|indbakke|mailboks|\w*laatikko)\w* .{0,12}(?:full|fuld|taynna)|hop thu .{0,8}\bday\b|kotak .{0,12}penuh|postafiok .{0,12}(?:megtelt|tele)|casuta .{0,16}plina|γραμματοκιβώτιο .{0,12}(?:πλήρες|γεμάτο)|ممتلئ|התיבה מלאה|เต็ม|schranka .{0,12}(?:plna|preplnena)|posta kutusu dolu|kota\w* .{0,16}(?:asild|dolu)
      ящик.{0,40}(?:переполн|заполнен|полон)|переполнен|квот[а-я]{0,2} .{0,24}(?:превышен|исчерпан)|превышен[а-я]{0,2} .{0,16}квот|нет места|yas\w*hik .{0,24}(?:perepoln|zapoln)|perepolnen|prevyshen\w* .{0,12}kvot
      (?:邮箱|信箱|郵箱|郵件箱|空间|容量|收件箱).{0,8}(?:已满|已滿|满|滿|不足|超)|メールボックス.{0,14}(?:一杯|いっぱい|満杯|超|満)|容量.{0,10}(?:超|不足|一杯|オーバー)|(?:사서함|메일함|용량).{0,8}(?:초과|가득|부족)
    `,
    unless:
      /message size exceed|\bmessages? quota|\bsender\b|sending|daily|per[ -](?:hour|minute|second)|\brate\b|your ip|messages? (?:is |are )?too (?:large|big)|too many hops|simultaneous|connection/,
    then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
    samples: {
      matches: [
        ['452 4.2.2 Mailbox full', 'rcpt'],
        ['452 4.2.2 Mailbox full: too many messages', 'rcpt'],
        ['552 5.2.2 Over quota', 'dot'],
        ['552 5.2.2 The recipient inbox is out of storage space', 'rcpt'],
        ['550 Postfach ist voll', 'rcpt'],
        ['552 Boite du destinataire pleine', 'rcpt'],
        ['552 Почтовый ящик переполнен', 'rcpt'],
        ['452 邮箱空间不足', 'rcpt'],
        ['452 Postkassen er full', 'rcpt'],
      ],
      not: [
        ['452 4.3.1 Insufficient system storage', 'dot'],
        ['451 4.7.1 Message quota exceeded; try again in 3600 seconds', 'rcpt'],
      ],
    },
    source: 'RFC 3463 §3.3; Dovecot; Gmail; Orange',
    date,
  },
];
