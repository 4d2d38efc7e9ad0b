import { transaction } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** No way to the recipient here. */
export const routingRules: readonly Rule[] = [
  {
    name: 'relay-denied',
    commands: transaction,
    text: pattern`
      \brelay(?:ing)?\b.{0,30}(?:denied|not (?:allowed|permitted|authori[sz]ed|enabled|available|supported)|prohibited|disallowed|refused|rejected|access|forbidden|only|blocked|attempt|is disabled)
      (?:unable|not (?:\w+ )?(?:allowed|permitted|authori[sz]ed|configured|an open)|denied|denies|refuse\w*|n't allowed|\bno\b|cannot|can't|won't|don't|do not|illegal|unauthori[sz]ed|required (?:for|to)|insecure(?: mail)?) .{0,40}\brelay|(?<!possible )(?<!(?:is|are|as) an )open relay|as a relay|(?:before|to) (?:you (?:may|can) )?relay\b|through this (?:server|machine|system)|not (?:a )?gateway
      rcpt ?hosts|(?:don't|do not|not|doesn't|won't|cannot) (?:handle|host|accept|serve|receive) (?:e-?mail|mail|messages|deliver\w*) (?:for|to) .{0,24}(?:domain|address|here|user|recipient|mailbox)|(?:don't|do not|not|doesn't|won't) (?:handle|host|serve) (?:e-?mail|mail) for|not (?:a )?local (?:domain|host|address)|not our domain|(?:recipient|this|that|your|destination) domain .{0,20}(?:not|isn't) (?:accepted|allowed)|\bdomain\b.{0,40}(?:not|isn't) (?:hosted|served|local|configured|handled|serviced|managed|in (?:my|our))|(?:to|for) .{0,12}(?:non-?local|external|foreign|remote) .{0,20}(?:address|domain|recipient|user)|(?:specified|destination) domain is not
      relay\w* .{0,24}(?:verweigert|nicht (?:erlaubt|gestattet|zugelassen)|abgelehnt)|relai\w* .{0,24}(?:refus|interdit|non autoris)|(?:reenvio|retransmi\w+|relay) .{0,25}(?:denegad|no permitid|no autorizad|nao permitid|negad|recusad|non (?:consentit|permess|autorizz)|negat|odrzucon|zabronion)|(?:пересылк|ретрансляц|релей)[а-я]{0,3} .{0,24}(?:запрещ|не разреш|отклон)|no (?:se )?(?:permit|autoriz|admit)\w* .{0,12}(?:reenvio|retransmi)|转发.{0,6}(?:拒绝|不允许|禁止)|中継.{0,8}(?:拒否|許可)
    `,
    then: { outcome: 'by-code', kind: 'routing', scope: 'recipient' },
    samples: {
      matches: [
        ['554 5.7.1 <a@b.test>: Relay access denied', 'rcpt'],
        ["553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'rcpt'],
        ['550 relay not permitted', 'rcpt'],
        ['451 Open relay not allowed', 'rcpt'],
        ['550 domain b.test is not hosted here', 'rcpt'],
        ['503 This server requires authentication to send to a non-local address', 'rcpt'],
      ],
      not: [['550 5.1.1 User unknown', 'rcpt']],
    },
    source: 'Postfix; qmail-smtpd; Exim; Sendmail; Mimecast',
    date,
  },
  {
    name: 'no-route',
    commands: transaction,
    text: pattern`
      (?:\bhost|recipient domain|\bdomain|domain name|mail domain|destination)\b.{0,30}(?:not found|unknown|does ?n[o']t exist|no longer exist|unreachable|not reachable|has no (?:mx|mail)|could not be (?:found|resolved)|must exist|lookup fail|can(?:not|'t) be (?:found|resolved)|expired)
      (?:unknown|no such|non-?existent|invalid|unresolvable|bad) (?:mail |recipient |destination |e-?mail )?(?:host|domain)\b|name or service not known|no (?:mx|a|dns) records?|mx .{0,16}(?:loop|invalid|not found|points)
      too many hops|hop ?count|(?:mail|routing|forward\w*|message|delivery) ?-?loop|\bloop (?:detected|found|back)|\blooping|loops? back|too many received|received headers|(?:forwarding|alias) loop
      unrout(?:e)?able|not responsible for|in circles|circular|(?:no|cannot|can't|unable to|could not|can not|don't know how to|failed to) (?:find (?:a )?)?rout|no route|(?:cannot|can't|could not|couldn't|unable to|do not|don't|not able to) deliver (?:e-?mail |mail |messages? |it )?(?:for|to)\b|retry time-?out exceeded|(?:message|delivery|retry|delivery time) (?:has )?(?:expired|timed out)|in (?:the )?queue .{0,12}too long|\bqueue period|giving up\b|after (?:multiple|several|many) (?:retries|attempts)|list expansion|(?:does not|doesn't|never|not|will not|don't) accept(?:s|ing)? (?:any )?(?:e-?)?mail\b(?! (?:from|for|to|with))|null ?mx|parked domain|domain (?:is )?parked|unknown tld|reserved domain
      domain\w* .{0,24}(?:unbekannt|existiert nicht|nicht gefunden)|domaine .{0,25}(?:inconnu|introuvable|inexistant|n'existe)|dominio .{0,24}(?:no (?:existe|encontrad|valid)|desconocid|inexistente|nao existe|desconhecid|inesistente|sconosciuto|non (?:esiste|trovato))|domen\w* .{0,20}(?:nie istnieje|nieznan)|домен[а-я]{0,2} .{0,24}(?:не (?:найден|существует)|неизвест)|(?:域名|网域).{0,6}(?:不存在|无效|未找到)|ドメイン.{0,8}(?:存在し|見つか)
    `,
    unless:
      /may not exist|unknown (?:recipient|user)|(?:recipient|user|mail ?box|account|address)\b.{0,30}(?:not|longer) accept|\bsender|your domain|mail from|rbl|not accepting mail from|service unavailable/,
    then: { outcome: 'by-code', kind: 'routing', scope: 'recipient' },
    samples: {
      matches: [
        ['550 5.1.2 <a@b.test>: Recipient address rejected: Domain not found', 'rcpt'],
        ['554 5.4.6 Too many hops', 'dot'],
        ['550 Unrouteable address', 'rcpt'],
        ['550 5.4.6 Routing loop detected', 'dot'],
        ['550 I cannot deliver mail for <a@b.test>', 'rcpt'],
        ['550 retry timeout exceeded', 'rcpt'],
      ],
      not: [['550 5.1.1 User unknown', 'rcpt']],
    },
    source: 'RFC 3463 §3.5; Exim; Postfix; Sendmail',
    date,
  },
];
