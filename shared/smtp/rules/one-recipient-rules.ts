import { permanent, sinceRecipient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-25';
const source = 'RFC 5321 §3.3: what is said of one recipient is not said of the next';

/** Words of a block, a limit or a fault that are about one recipient: they stop no site, and suppress no address. */
export const oneRecipientRules: readonly Rule[] = [
  {
    name: 'refused-by-recipient',
    commands: sinceRecipient,
    text: pattern`
      \b(?:recipient|user|addressee|mail ?box|subscriber|customer|owner)\b (?:does not accept|doesn't accept|accepts no|takes no|wants no) (?:mails?|e-?mails?|messages?) from you|\b(?:recipient|user|addressee|mail ?box|subscriber|customer|owner)\b (?:has |have )?(?:blocked|blacklisted|banned|locked out|closed out|rejected|refused)\b.{0,12} (?:you|your|senders?|messages?|mails?|e-?mails?|unknown|correspond\w+)\b
      (?:blocked|blacklisted|banned|refused|rejected|listed|denied) by (?:the|this|that) (?:intended )?(?:recipient|user|addressee|mail ?box owner|subscriber|customer)s?\b(?!(?:'s?)? (?:\w+ )?(?:server|system|host|organi|admin|domain|polic|preference))
      (?:not|n't) (?:permitted|allowed|authori[sz]ed) to (?:send|write|mail|e-?mail|post|deliver)(?: \w+)? to (?:this|the|that) (?:mail ?box|user|recipient|person)\b|\b(?:user|recipient|mail ?box)\b.{0,12} (?:is )?(?:blocked|closed|locked) for you\b
      (?:not|n't) (?:in|on) (?:the |a |our |its )?(?:white|allow|safe)[- ]?list .{0,12}(?:for|of) .{0,8}\b(?:rcpt|recipient|user|mail ?box)\b
      (?:black|block|deny|reject|ban|sperr)[- ]?list\w* .{0,12}\b(?:of|des|der|du|de|del|do|van) (?:the |this |l'|el |la |de )?(?:recipient|user|empfanger|empfaenger|benutzer|nutzer|destinataire|utilisateur|destinatario|usuario|utente|ontvanger|gebruiker)|(?:lista ne[gr]r?a|liste noire|lista nera) .{0,8}(?:del|du|de|do|dell)\W? ?(?:\w\W)?(?:destinat|usuario|utilisateur|utente|utilizador)
      (?:empfanger|empfaenger|benutzer|nutzer|teilnehmer)\w* hat .{0,40}(?:gesperrt|blockiert|geblockt|abgelehnt)|(?:utilisateur|destinataire|abonne)\w* (?:vous )?a .{0,30}(?:bloque|refuse|rejete)|(?:usuario|destinatario|titular)\w* (?:le |lo |te |la )?ha .{0,30}(?:bloquead|rechazad)|(?:utente|destinatario)\w* (?:ti |la )?ha .{0,30}(?:bloccat|rifiutat)|(?:usuario|destinatario|utilizador)\w* (?:o |lhe )?(?:bloqueou|rejeitou|recusou)|(?:gebruiker|ontvanger) heeft .{0,30}(?:geblokkeerd|geweigerd)|(?:uzytkownik|odbiorca|adresat) .{0,12}(?:zablokowal|odrzucil)\b
      vom (?:empfanger|empfaenger|benutzer|nutzer) (?:gesperrt|blockiert|geblockt|abgelehnt)|(?:bloque|refuse|rejete)\w{0,3} par (?:le |l'|ce |cet )?(?:destinataire|utilisateur)|(?:bloquead|rechazad|recusad|rejeitad)\w* (?:por el|por este|por|pel[oa]) (?:destinatario|usuario|utilizador)|(?:bloccat|rifiutat)\w* d(?:al |all'|a )(?:destinatario|utente)|(?:geblokkeerd|geweigerd) door de (?:ontvanger|gebruiker)|(?:zablokowan|odrzucon)\w* przez (?:odbiorce|uzytkownika|adresata)|(?:заблокирован|отклонен|отклонён)[а-я]{0,2} (?:получателем|пользователем|адресатом)|(?:被|遭)(?:该|此)?(?:收件人|用户|用戶)
      (?:пользовател|получател|адресат)[а-я]{0,2} .{0,16}(?:заблокировал|отклонил|запретил)(?![а-я])|(?:черн|чёрн)[а-я]{2,3} спис[а-я]{1,3} (?:получател|пользовател)|(?:收件人|收信人|用户|用戶).{0,4}(?:黑名单|黑名單|屏蔽|拉黑)|(?:受信者|宛先).{0,8}(?:拒否|ブラックリスト)|수신자.{0,8}차단
    `,
    unless: /\bspf\b|dkim|dmarc/,
    then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'by-command' },
    samples: {
      matches: [
        ['550 This user has blacklisted your server', 'rcpt'],
        ['550 You have been banned by the addressee', 'rcpt'],
        ['550 Die Nutzerin und der Nutzer hat Ihren Server gesperrt', 'rcpt'],
        ['550 Le destinataire a bloqué votre adresse', 'rcpt'],
        ['550 Получатель заблокировал ваш сервер', 'rcpt'],
        ['550 您已被该用户拉黑', 'rcpt'],
        ['550 Votre adresse est bloquée par le destinataire', 'rcpt'],
        ['550 Ihre Adresse wurde vom Empfänger gesperrt', 'rcpt'],
        ['421 4.7.0 Not on the allow list for this recipient', 'rcpt'],
      ],
      not: [
        ['550 The user is blocked', 'rcpt'],
        ["550 Your IP was blocked by the recipient's mail server", 'rcpt'],
        ['550 5.7.1 IP address blacklisted by recipient', 'rcpt'],
        ['550 Das Konto des Nutzers ist gesperrt', 'rcpt'],
        ['550 Пользователь заблокирован', 'rcpt'],
      ],
    },
    source,
    date,
  },
  {
    name: 'recipient-allowance',
    commands: ['rcpt', 'data', 'dot'],
    text: pattern`
      \b(?:recipient|user|mail ?box|customer|addressee|inbox|subscriber)\b.{0,40} (?:daily|monthly|hourly|weekly) .{0,20}(?:limit|quota|allowance)|\b(?:daily|monthly|hourly|weekly) .{0,20}(?:limit|quota|allowance)\b.{0,30} (?:for|of|by) (?:the |this |that )?(?:recipient|user|mail ?box|customer|addressee|inbox|subscriber)\b
      \b(?:recipient|user|mail ?box|customer|addressee|inbox|subscriber)\b.{0,40} (?:messages?|mails?|e-?mails?) (?:per|a|each) (?:hour|day|week|month)
      tageslimit .{0,12}(?:empfang|empfaeng|postfach|benutzer)|(?:empfang|empfaeng|postfach|benutzer)\w* .{0,30}tageslimit|(?:limite|quota|cuota|cota) (?:quotidienne|journaliere?|diari[ao]|giornalier[ao]) .{0,12}(?:destinat|utilisateur|usuario|utente|utilizador)|(?:destinat|utilisateur|usuario|utente|utilizador)\w* .{0,30}(?:limite|quota|cuota|cota) (?:quotidienne|journaliere?|diari[ao]|giornalier[ao])|(?:收件人|用户).{0,8}(?:每日|当日|日).{0,6}(?:限|上限)
    `,
    unless:
      /\b(?:you|your|you've|tenant|sender|sending|send|sent|outgoing|outbound|relay|external|domain|submission)\b|absender|expediteur|remitente|remetente|mittente|发/,
    then: { outcome: 'defer', kind: 'recipient-rate', scope: 'recipient' },
    samples: {
      matches: [
        ['450 This mailbox is over its monthly message allowance', 'rcpt'],
        ['550 The user takes 50 mails a day', 'rcpt'],
        ['450 Le destinataire a atteint sa limite quotidienne', 'rcpt'],
      ],
      not: [
        ['550 5.4.5 Daily user sending limit exceeded', 'dot'],
        ['452 4.2.2 User is over quota', 'rcpt'],
      ],
    },
    source,
    date,
  },
  {
    name: 'recipient-allowance-status',
    code: (code) => code !== 421,
    commands: ['rcpt'],
    enhanced: /^[45]\.2\.[12]$/,
    text: /\b(?:daily|monthly|hourly|weekly|per (?:day|month|hour)|tageslimit)\b/,
    unless: /\b(?:you|your|you've|tenant|sender|sending|outgoing|outbound|relay|domain)\b/,
    then: { outcome: 'defer', kind: 'recipient-rate', scope: 'recipient' },
    samples: {
      matches: [['452 4.2.2 Daily limit', 'rcpt']],
      not: [
        ['452 4.2.2 You are over your daily limit', 'rcpt'],
        ['452 4.5.3 Daily limit', 'rcpt'],
      ],
    },
    source: 'RFC 3463 §3.3: X.2.Z is the status of a mailbox',
    date,
  },
  {
    name: 'recipient-unchecked-5yz',
    code: permanent,
    commands: sinceRecipient,
    // Something behind the receiver does not answer: whether there is such a recipient was not found out.
    text: pattern`
      \berror (?:while |when |in |during |on )?(?:looking up|look-?up|verifying|checking|querying|resolving) .{0,16}(?:user|recipient|mail ?box|address|account)
      \b(?:user|account) look-?up (?:error|timed? ?out|time-?out|deferred)\b|\b(?:user|account|mail ?box|ldap) ?(?:database|directory|server|back-?end|store|service)\b.{0,24}(?:unavailable|not available|unreachable|\bdown\b|fail|error|timed? ?out|time-?out|refused|not respond)|domain controller .{0,24}(?:not be|unreach|unavail|fail|down)|because .{0,40}could not be (?:reached|contacted)
      (?:unverified|undeliverable) address: .{0,120}(?:connect to|timed? ?out|connection refused|unreachable|look-?up (?:error|failure))
      \b(?:call-?out|call-?back)\b(?! to sender).{0,40}(?:refused|timed? ?out|time-?out|unreach|not connect)|(?:mail ?store|back-?end)\b.{0,24}(?:unavailable|refused|\bdown\b|fail|not respond|unreach|timed? ?out)|(?:refused|unavailable|failure|time-?out) (?:by|at|of|on|from) .{0,8}(?:mail ?store|back-?end)
      \b(?:recipient|user|address) verif\w+ (?:server|service|system|host)\b.{0,30}(?:certificate|expired|unavail|fail|error|\bdown\b|refus|time)
    `,
    unless: /sender|\bspf\b|dkim|dmarc|mail from|not exist|n't exist|no such|(?:user|recipient) unknown/,
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [
        ['550 error verifying the address', 'rcpt'],
        ['550 User directory is down', 'rcpt'],
        ['550 5.1.1 undeliverable address: connect to mx.b.test: timed out', 'rcpt'],
        ['550 Backend not responding', 'dot'],
      ],
      not: [
        ['550 5.1.1 undeliverable address: host mx.b.test said: 550 User unknown', 'rcpt'],
        ['550 Sender callout failed: connection refused', 'rcpt'],
        ['550 Recipient server refused the message', 'rcpt'],
        ['550 User does not exist; error looking up account', 'rcpt'],
      ],
    },
    source: 'Postfix unverified_recipient_reject_code; Exim "verify = recipient/callout"',
    date,
  },
  {
    name: 'recipient-unavailable-now',
    code: permanent,
    commands: sinceRecipient,
    text: pattern`
      \b(?:mail ?box|recipient|user|account|address|inbox)\b.{0,16} (?:currently|at (?:the|this) moment|right now|momentarily) .{0,8}(?:unavailable|unreachable|not (?:available|reachable))|\b(?:mail ?box|recipient|user|account|inbox)\b.{0,16} (?:unavailable|unreachable|not (?:available|reachable)) (?:at (?:the|this) (?:moment|time)|right now|currently)
      (?:postfach|empfang|empfaeng|benutzer|konto|mailbox)\w* .{0,8}(?:momentan|derzeit|zur ?zeit|gerade|im moment) .{0,8}(?:nicht (?:verfugbar|erreichbar)|unerreichbar)
      (?:boi?te?|destinataire|compte|utilisateur)\b.{0,16}(?:actuellement|momentanement|pour le moment) .{0,8}(?:indisponible|injoignable)|(?:buzon|cuenta|destinatario|usuario)\b.{0,16}(?:actualmente|momentaneamente) .{0,8}(?:no disponible|indisponible)|(?:casella|destinatario|utente)\b.{0,16}(?:attualmente|momentaneamente|al momento) .{0,8}(?:non disponibile|non raggiungibile)|(?:caixa|destinatario|conta)\b.{0,16}(?:atualmente|no momento) .{0,8}indisponivel|(?:buzon|cuenta|destinatario|usuario|casella|utente|caixa|conta)\b.{0,8} (?:no disponible|indisponible|non disponibile|indisponivel) (?:en este momento|al momento|no momento|neste momento)
    `,
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [
        ['550 User unavailable at the moment', 'rcpt'],
        ['550 Das Postfach ist derzeit nicht erreichbar', 'rcpt'],
        ['550 La boîte est actuellement indisponible', 'rcpt'],
      ],
      not: [
        ['550 Requested action not taken: mailbox unavailable', 'rcpt'],
        ['550 5.1.1 User is currently unknown', 'rcpt'],
      ],
    },
    source: 'RFC 5321 §4.2.1: a state that passes, under a permanent code',
    date,
  },
];
