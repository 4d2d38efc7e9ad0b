import { transaction } from '../codes.ts';
import { namesSender } from '../names-sender.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** Nobody there, or nobody who may write: in the languages in which a sender is named. */
const notFound = pattern`
  \bunknown\b|\bnot? (?:be )?(?:found|exist\w*|known|valid)\b|n't exist|\bno such\b|\binvalid\b|\bnon-?existent\b|\b(?:disabled|suspended|deactivated)\b
  unbekannt|existiert nicht|ungultig|nicht gefunden|gesperrt|deaktiviert|inconnu|n'existe pas|introuvable|invalide|suspendu|desactiv|bloque\b
  desconocid|no existe|inexistente|suspendid|bloquead|desconhecid|nao existe|suspens|sconosciut|non (?:esiste|valid)|inesistente|sospes|bloccat|onbekend|bestaat niet|ongeldig|geblokkeerd|nie istnieje|nieznan|zablokowan|finns inte|okand|findes ikke|finnes ikke|ukjent|ukendt|bulunamadi|gecersiz
  неизвест|не (?:существует|найден)|заблокирован|недействител|neizvest|ne (?:sus\w*estvuet|naid|nayd)|不存在|无效|無效|未找到|存在し(?:ません|ない)|見つかり|無効|찾을 수 없|존재하지|없는
`;

/** The sender's address, or its domain, is looked up and not found. */
export const senderAddressRules: readonly Rule[] = [
  {
    name: 'sender-domain',
    text: pattern`
      (?:sender|mail[- ]?from|rfc\.?5321|envelope[- ]from|return[- ]path|from|originat\w+)[ ':]{1,3}?.{0,40}domain\b.{0,40}(?:not (?:found|exist|resolve|valid)|n't (?:exist|resolve)|does not (?:exist|resolve)|must (?:exist|resolve)|unresolv|invalid|unknown|no (?:mx|a\b|dns|valid)|non-?exist|is a dead|is empty)
      domain .{0,30}(?:of|for) .{0,12}sender.{0,20} .{0,40}(?:not|n't|unresolv|invalid|no mx|mismatch)
      (?:unresolvable|nonexistent|non-existent|unroutable|unrouteable|invalid|unverifiable) .{0,20}(?:sender|from (?:domain|address)|rfc\.?5321)(?! policy)
      (?:without|no|invalid|need\w*|require\w*) .{0,12}(?:valid |resolvable )?sender(?:'s)? (?:domain|address)
      sender (?:address )?(?:verif\w+|callout|call-?back) .{0,12}fail|sender verify fail|neither (?:an? )?(?:mx|a)\b|invalid dns (?:mx|a)\b|could not (?:verify|complete) (?:the )?sender|verif\w+ .{0,12}sender .{0,20}fail
      (?:sender|mail ?from)\b.{0,40}(?:resol\w+ fail|fail\w* .{0,12}(?:resol|verif|check)|has no .{0,12}\b(?:a|aaaa|mx|dns)\b|not in my domain)|verif\w* .{0,8}mail ?from .{0,12}fail
      sender (?:rejected|refused|denied).{0,24}(?:not exist|not found|unknown|unverif)
      sender address rejected.{0,80}(?:does not accept mail|null ?mx)|(?:sender|mail ?from)\b.{0,60}(?:reserved domain|unknown tld|any mx records?|mx invalid)
      sender address .{0,30}(?:domain not found|unverified|undeliverable|does not exist|null mx|need fully|not resolve)|(?:sender|mail ?from)\b.{0,60}null mx
      sender (?:domain|address) .{0,20}(?:could not be (?:verified|found|resolved)|has no (?:mx|a)|does not (?:exist|resolve)|unknown)
      absender\w* .{0,40}(?:ungultig|ungueltig|existiert nicht|unbekannt|nicht (?:auflosbar|gefunden))|(?:emetteur|expediteur) .{0,20}(?:invalide|inconnu|inexistant)|domaine .{0,12}(?:emetteur|expediteur) .{0,30}(?:invalide|inconnu|inexist|introuv)
      (?:remitente|dominio del remitente) .{0,30}(?:invalid|no (?:existe|valid|encontrad)|desconocid)|remetente .{0,30}(?:invalid|nao existe|desconhecid)|mittente .{0,30}(?:non (?:valid|esiste)|sconosciut|inesistente)
      (?:домен|адрес)[а-я]{0,3} отправителя .{0,30}(?:не |отсутств)|(?:发件人|发信人|寄件者).{0,8}(?:域名|地址)?.{0,6}(?:无效|不存在|無效)
    `,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['450 4.1.8 <a@b.test>: Sender address rejected: Domain not found', 'rcpt'],
        ['550 5.1.8 Domain of sender address a@b.test does not exist', 'mail'],
        ['550 Sender verify failed', 'rcpt'],
        ['550 5.7.27 <a@b.test>: Sender address rejected: Domain b.test does not accept mail (nullMX)', 'rcpt'],
        ['451 Message temporarily deferred due to unresolvable RFC.5321 from domain.', 'dot'],
      ],
      not: [['550 5.1.2 <a@b.test>: Recipient address rejected: Domain not found', 'rcpt']],
    },
    source: 'Postfix reject_unknown_sender_domain; Sendmail check_mail; Exim "verify = sender"; Yahoo',
    date,
  },
  {
    name: 'sender-not-found',
    commands: transaction,
    text: new RegExp(
      `(?:${namesSender.source}).{0,50}(?:${notFound.source})|(?:${notFound.source})(?: \\w+)? (?:as|for|in) (?:your |the )?(?:${namesSender.source})`,
    ),
    unless: /recipient|empfang|empfaeng|destinat|ontvanger|odbiorc|получател|收件|受信|수신|header|format|syntax/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['550 Your e-mail address does not exist', 'rcpt'],
        ['550 No such user as your return address', 'rcpt'],
        ['550 Konto des Absenders gesperrt', 'rcpt'],
        ['550 送信者のアドレスは存在しません', 'rcpt'],
      ],
      not: [
        ['550 User unknown', 'rcpt'],
        ['550 No such user here; verify your address', 'rcpt'],
        ['550 Absender und Empfänger unbekannt', 'rcpt'],
      ],
    },
    source: 'RFC 5321 §3.3: a receiver may refuse the sender only when the recipient is named',
    date: '2026-11-25',
  },
  {
    name: 'sender-at-mail',
    commands: ['mail'],
    // No recipient was named yet: whatever is invalid or cannot be found is the sender's.
    text: pattern`
      (?:no such|invalid|unknown|non-?existent|\bbad|unresolvable|unrout\w+|illegal|fake|unregistered) (?:\w+ ){0,2}(?:domain|host|address|mail ?box|user|name)\b
      (?:domain|host|address|user|mail ?box|name)\b.{0,50}(?:does ?n[o']t exist|may not exist|not (?:found|exist|valid|known|resolv\w+|registered)|is (?:invalid|unknown|bogus)|can(?:not|'t| not) be (?:found|resolved|verified)|has no|non-?existent|unresolv|unknown)
      \bdoes ?n[o']t exist|unrout\w+|fully[- ]qualified|not (?:a )?fqdn
      \b(?:mail ?box|address|account|user)\b.{0,24} (?:unavailable|not available|rejected|disabled|suspended|inactive|deactivated|locked|closed|expired)\b|\b(?:disabled|inactive|suspended|deactivated|closed|expired) (?:mail ?box|address|account|user)\b
      (?:benutzer|postfach|konto|adresse) .{0,24}(?:unbekannt|gesperrt|deaktiviert|existiert nicht)|(?:utilisateur|compte|boite|adresse) .{0,24}(?:inconnu|suspendu|desactiv|n'existe pas)|(?:usuario|cuenta|conta|utente|casella|direccion|endereco|indirizzo) .{0,24}(?:desconocid|desconhecid|sconosciut|suspendid|suspens|sospes|no existe|nao existe|non esiste)|(?:пользовател|адрес|ящик)[а-я]{0,3} .{0,24}(?:не (?:найден|существует)|заблокирован)|(?:用户|用戶|邮箱|地址|账号).{0,8}(?:不存在|无效|停用)
    `,
    unless:
      /recipient|receiv|too many|\brelay|\bptr\b|reverse|\bip\b|\bmy\b|command|parameter|argument|syntax|log ?in|password/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['501 Unknown domain', 'mail'],
        ['550 5.1.7 The address does not exist', 'mail'],
        ['550 Requested action not taken: mailbox unavailable', 'mail'],
        ['550 5.2.1 Account disabled', 'mail'],
      ],
      not: [
        ['550 5.1.2 Unknown domain', 'rcpt'],
        ['501 5.5.4 Invalid parameter', 'mail'],
      ],
    },
    source: 'RFC 5321 §3.3: MAIL names the sender only; github.com/sisimai/set-of-emails',
    date: '2026-11-25',
  },
];
