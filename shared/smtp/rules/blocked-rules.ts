import { permanent, transaction, transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** The sending address, or a link in the message, is on a list. */
export const blockedRules: readonly Rule[] = [
  {
    name: 'message-accused',
    commands: ['data', 'dot'],
    // The message is named as what is bad: an address that is told besides is for the reader.
    text: pattern`
      \b(?:message|mail|e-?mail|content)\b.{0,24} (?:considered|classified|detected|identified|flagged|scored|marked|regarded|recogni[sz]ed|declared)\b.{0,16}\b(?:spam|junk|virus|unsolicited|bulk|phishing|malware)\b
      black[- ]?listed (?:url|link|uri)|\b(?:url|link|uri)s? in (?:this|your|the) (?:e-?mail|message|mail)|\bspam (?:pattern|contents?|signature|text)\b|\b(?:message|mail|e-?mail|content|body)\b.{0,8} contain\w* .{0,60}\bin (?:an? |the )?(?:link|url|body)\b
    `,
    then: { outcome: 'by-code', kind: 'content', scope: 'message' },
    samples: {
      matches: [
        ['550-5.7.0 Message considered as spam or virus, rejected\n550 5.7.0 Your IP: 192.0.2.1', 'dot'],
        ['550 A URL in this email (c.test) is on a blacklist', 'dot'],
        ['550 Message contains the blocked host c.test in a link', 'dot'],
      ],
      not: [['554 5.7.1 Client host [192.0.2.1] blocked, a source of spam', 'dot']],
    },
    source: 'T-Online; MagicSpam; github.com/sisimai/set-of-emails',
    date: '2026-11-25',
  },
  {
    name: 'domain-listed',
    code: permanent,
    commands: transaction,
    text: pattern`
      \b(?:sender|sending|mail ?from|from|envelope|return[- ]path|originating|your)(?:'s)? (?:e-?mail )?domain\b.{0,40}(?:\blisted|(?:black|block|deny|ban|reject)[- ]?list|\bblocked|\bbanned|\bbarred|\b(?:in|on|by) .{0,12}(?:spamhaus|dbl|surbl|uribl|rbl|dnsbl))
      ^(?:the )?domain (?:\S{1,60} )?(?:is |was |has been )?(?:\blisted|(?:black|block|deny|ban|reject)[- ]?list|blocked|banned|barred)
    `,
    unless: /recipient|\bspf\b|dkim|dmarc|\brelay|\bips?\b|not (?:found|exist)|hosted/,
    // Not the egress: another From-domain's mail is taken.
    then: { outcome: 'defer', kind: 'blocked', scope: 'from-domain' },
    samples: {
      matches: [
        ['550 5.7.1 Service unavailable, MailFrom domain is listed in Spamhaus', 'dot'],
        ['554 Your domain has been blacklisted', 'mail'],
        ['550 The domain b.test is banned', 'mail'],
      ],
      not: [
        ['550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL', 'dot'],
        ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'rcpt'],
      ],
    },
    source: 'Outlook.com (S8002); spamhaus.org/dbl; Baruwa; github.com/sisimai/set-of-emails',
    date: '2026-11-25',
  },
  {
    name: 'listed-url',
    commands: transaction,
    text: /\b(?:surbl|uribl|ivmuri|dbl)\b|(?:url|uri|link|domain|website)s?\b.{0,30}(?:in|on|listed|contain|present).{0,40}(?:spamhaus|black|block|spam|malicious|phish|dbl|listed)|(?:contains|containing|includes|with) .{0,30}(?:black|block)listed .{0,20}(?:url|link|domain)|black[- ]?listed url/,
    unless: /sender domain|mail ?from domain|mail address|helo|client host|\bfrom domain|\bip\b/,
    then: { outcome: 'by-code', kind: 'content', scope: 'message' },
    samples: {
      matches: [
        ['554 5.7.1 Message contains a URL listed in multi.surbl.org', 'dot'],
        ['550 5.7.1 Your email was rejected due to having a domain present in the Spamhaus DBL', 'dot'],
      ],
      not: [['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'rcpt']],
    },
    source: 'surbl.org; spamhaus.org/dbl; iCloud',
    date,
  },
  {
    name: 'address-listed',
    text: pattern`
      (?:black|block|deny|reject|ban)[- ]?(?:list|hole)|\brbls?\b|\bdns[bw]l|\bsbl\b|\bpbl\b|\bxbl\b|\bcss\b list
      spamhaus|spamcop|barracudacentral|\bsorbs\b|uceprotect|abuseat|\bcbl\b|invaluement|psbl|surriel|mailspike|backscatterer|abusix|njabl|cloudmark sender|csi\.cloudmark|prs\.proofpoint|dnsbl-lookup|senderbase\.org|trendmicro\.com/erssl|mailblocklist|0spam|nixspam|\bivmsip|hostkarma|junkemailfilter|anti-?spam\.org\.cn|manitu|truncate\.gbudb|bl\.score
      \b(?:is|are|as) an open[- ]relay|(?:\bips?\b|ip address|client|host)(?: \S{1,45})? (?:is |was |has been )?(?:found|listed|present|appears) (?:in|on|at|by) (?!no\b)\S
      blocked using|sperrliste|schwarze liste|auf .{0,12}blackliste|liste noire|lista ne[gr]r?a|lista nera|czarn\w+ li[s]|черн[а-я]{2,3} спис|чёрн[а-я]{2,3} спис|黑名单|黑名單|ブラックリスト|zwarte lijst|svartlist
    `,
    unless: pattern`
      recipient .{0,30}(?:black|block)[- ]?list|(?:user|recipient|customer|subscriber|owner)(?:'s|s')? (?:\w+ )?(?:black|block|reject|deny|ban)[- ]?list|domain's (?:black|block)[- ]?list|\buser in .{0,12}list
      \bsender (?:address |e-?mail )?(?:<address> )?(?:is |was |has been |found )?(?:\w+ ){0,3}(?:black|block|reject|deny|ban)[- ]?list
      grey|gray|mail address
      may not exist
      (?:message|content|subject|attachment) (?!from).{0,30}(?:black|block)list
    `,
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [
        ['554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org', 'rcpt'],
        ['550 rejected because 192.0.2.1 is in a black list at dnsbl.example', 'rcpt'],
        ['553 5.3.0 Spam blocked, see: http://spamcop.example/bl.shtml?192.0.2.1 blocked by bl.spamcop.net', 'mail'],
        ['550 Ihre IP steht auf einer schwarzen Liste, siehe blacklist', 'connect'],
      ],
      not: [
        ['554 5.7.1 Message contains a URL listed in multi.surbl.org', 'dot'],
        ['550 The account or domain may not exist, they may be blacklisted', 'rcpt'],
      ],
    },
    source: 'Postfix reject_rbl_client; Sendmail dnsbl; Exim dnslists',
    date,
  },
  {
    name: 'address-blocked-now',
    code: transient,
    text: pattern`
      (?:temporar\w+|currently) .{0,24}(?:block|bann|black)\w*.{0,50}(?:\bip\b|client|\bhost|server|network|address|connection|you\b)
      (?:\bip\b|client|\bhost|server|network|address|connection|you\b).{0,50}(?:temporar\w+ .{0,16}(?:block|bann|black|reject|refus|den)|(?:block|bann|black|reject|refus|deni)\w* temporar)
    `,
    unless: /mailbox|\buser\b|recipient|account|greylist|sender address/,
    then: { outcome: 'defer', kind: 'reputation', scope: 'site' },
    samples: {
      matches: [['421 4.7.1 Your IP is temporarily blocked', 'connect']],
      not: [['421 4.7.1 Your IP is blocked', 'connect']],
    },
    source: 'RFC 5321 §4.2.1: a block that passes',
    date,
  },
  {
    name: 'address-refused',
    code: transient,
    text: pattern`
      (?:\bips?\b|client|\bhost|your (?:mail )?server|network|(?:ip )?range|sending (?:ip|system|server)|gateway|\bisp\b|you (?:are|have been))\b.{0,60}(?:\bblocked|\bbanned|blacklisted|barred|is listed)|\bips?\b.{0,40}(?:is|are|being|been) (?:filtered|refused|denied)|register your ip|connections? from your .{0,20}(?:denied|refused|rejected|blocked)|client host rejected: (?!.{0,60}(?:gr[ea]y|later|temporar|closing|too many|find your|throttl|again))|(?:mails?|e-?mails?|messages?|connections?|deliver\w+) from \[?\d{1,3}(?:\.\d{1,3}){3}\b.{0,40}(?:block|bann|black|refus|reject|denied)
      (?:blocked|banned) .{0,40}(?:\bip\b|ip address|your (?:host|server|network|ip)|client|dynamic)|blocks?\b for (?:spam|abuse)|too (?:many|much) spams?\b
      (?:\bip\b|ip-?adresse|adresse ip|server|serveur|servidor).{0,50}(?:gesperrt|blockiert|bloque|bloquead|bloccat|zablokowan)|(?:\bip\b|сервер|хост).{0,50}заблокирован
    `,
    unless: /mailbox|\buser\b|recipient|account|relay|sender address|attachment|\burl/,
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [['421 4.7.1 Your IP is blocked', 'connect']],
      not: [['421 4.7.0 <unknown[192.0.2.1]>: Client host rejected: closing', 'dot']],
    },
    source: 'Orange; Free',
    date,
  },
  {
    name: 'address-blocked',
    code: permanent,
    text: pattern`
      (?:\bips?\b|client|\bhost|your (?:mail )?server|mail server|network|subnet|netblock|(?:ip )?range|\bmta\b|connections?|sending (?:ip|system|server)|gateway|\bisp\b)\b.{0,60}(?:\bblocked|\bbanned|\bdenied|blacklisted|barred|filtered|refused|prohibited|not (?:allowed|accepted|permitted|authori[sz]ed|welcome)|unwelcome|forbidden|shut out|is listed)
      (?:client host|client|your (?:ip|host|server)|sender ip|sending ip|ip address|\bip)\b(?:(?!\bmessage|\bmail\b).){0,40}rejected|\bips?[ -](?:control|block|filter|deny|ban|reject)|(?:deny|denied|blocked?|spam|banned) ?ips?\b|\baup ?#|unauthori[sz]ed (?:interface|host|client|server|system|ip)\b
      (?:unwanted|unsolicited|spam) (?:messages?|mails?|e-?mails?) (?:have been |were |are )?(?:sent|coming|originat\w+|received) from|(?:messages?|mails?|e-?mails?|deliver\w+|connections?|traffic|from) from \[?\d{1,3}(?:\.\d{1,3}){3}\b.{0,40}(?:n't|defer|reject|refus|block|denied|not (?:accept|allow|permit)|\bwill)|(?:polic\w+|rule|filter)\b.{0,24} (?:for|from) \[?\d{1,3}(?:\.\d{1,3}){3}\b|^\S?\d{1,3}(?:\.\d{1,3}){3}\W{0,3} (?:is|was|has been) (?:blocked|banned|barred|refused|rejected|denied)
      (?:not|n't) (?:accept|take|want)\w* (?:\w+ )?(?:mail|e-?mail|messages|delivery|connections|anything) from (?:you\b|your\b|\[?\d)
      (?:blocked|banned|denied|refus\w+|reject\w+) .{0,40}(?:(?<![?&])\bip\b|ip address|your (?:host|server|network|ip)|client|dynamic|connection)
      (?:dynamic|residential|dial-?up|dynamically|compromised|zombie|infected) .{0,30}(?:\bips?\b|address|host|client|machine|pool|range)
      (?:you|your (?:host|server|ip|network|mail server|site)) (?:are(?! trying)|is|have been|has been) .{0,24}(?:blocked|banned|denied|blacklisted|not welcome)|not (?:allowed|permitted) to connect|not accepting connections|(?<![?&])\bip=\d{1,3}\.|\bkarma\b|\bspammers?\b|open[- ]proxy|(?:\bbad|abusive|suspicious|malicious) .{0,16}\bip\b|\bip\b.{0,24}(?:abusive|suspicious|profile)|too many (?:bad|failed|unsuccessful) connections|shut out|your access\b.{0,60}(?:rejected|denied|blocked|revoked)|\bno access\b|access .{0,20}from your|(?:delist|removal request|unblock|remov\w+ from (?:this|our|the) (?:list|block))
      blocks?\b for (?:spam|abuse)|block for spam|spamming issues|too (?:many|much) spams?\b.{0,12}from|sending (?:us )?spam|(?:because of|due to|for|history of) (?:\w+ )?abuse\b|source of spam|currently sending spam
      (?:\bip\b|ip-?adresse|server|rechner|host).{0,50}(?:gesperrt|blockiert|geblockt|abgelehnt|abgewiesen|verweigert)
      (?:adresse ip|\bip\b|serveur|\bhote\b).{0,60}(?:bloque|refuse|interdit|rejete)|connexion refusee
      (?:direccion ip|\bip\b|servidor|\bhost\b|endereco ip).{0,60}(?:bloquead|rechazad|recusad|denegad|negad|rejeitad)
      (?:indirizzo ip|\bip\b|server).{0,50}(?:bloccat|rifiutat|respint|negat)
      (?:adres ip|\bip\b|serwer).{0,50}(?:zablokowan|odrzucon|odmow)
      (?:\bip\b|ip-адрес|сервер|хост|адрес ip|подключени|соединени).{0,50}(?:заблокирован|запрещ|отклонен|отвергнут)
      (?:\bip\b|ip地址|服务器|主机|发信ip|伺服器).{0,12}(?:拒绝|被封|屏蔽|阻止|禁止|限制|封锁|封鎖)|(?:\bip\b|ipアドレス|サーバー?).{0,12}(?:拒否|ブロック|遮断)
    `,
    unless: pattern`
      \brelay(?!.{0,16} (?:at|of) your)
      \b(?:attachment|subject|content|url)
      by (?:the |this )?(?:recipient|user)|(?:recipient|user|mail ?box)\b.{0,30}(?:not|n't) accept|recipient preferences|recipient address rejected|sender address rejected
      (?:user|account|mailbox|postfach|konto|compte|cuenta|conta|casella|ящик)\b.{0,20}(?:blocked|gesperrt|bloque|bloquead|bloccat|заблок)
      due to inactivity|(?:message|delivery) (?:has )?expired|connection refused ?\(|forbidden host ?name|sending spam$
      (?:user|recipient)(?:'s|s') \w+ list
    `,
    then: { outcome: 'defer', kind: 'blocked', scope: 'site' },
    samples: {
      matches: [
        ['554 5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied', 'rcpt'],
        ['550 5.7.606 Access denied, banned sending IP [192.0.2.1]', 'mail'],
        ['550 5.7.1 Mail from dynamic IP addresses is not accepted', 'mail'],
        ['554 Ihre IP-Adresse wurde gesperrt', 'connect'],
        ['550 5.7.1 Your access to submit messages to this system has been rejected.', 'rcpt'],
        ['550 Your network has been blocked for spam', 'mail'],
        ['550 5.7.1 Blocked because of abuse from this sender', 'dot'],
      ],
      not: [
        ['550 5.7.1 <a@b.test>: Recipient address rejected: Access denied', 'rcpt'],
        ['550 5.2.1 This mailbox has been blocked due to inactivity', 'rcpt'],
        ['550 The user you are trying to contact has blocked you', 'rcpt'],
        ['550 5.4.316 Message expired, connection refused(10061)', 'dot'],
        ['550 Account suspended due to sending spam', 'rcpt'],
        ['550 5.7.1 Recipient does not accept mail from your server', 'rcpt'],
        ['550 5.7.1 Message blocked by recipient; see http://c.test/?ip=192.0.2.1', 'dot'],
        // It may be meant for this recipient, or this message, alone.
        ['550 5.7.1 go away', 'rcpt'],
      ],
    },
    source: 'Postfix check_client_access; Exchange Online; T-Online; Orange',
    date,
  },
];
