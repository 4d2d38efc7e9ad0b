import { transaction } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** The message itself: its size, how it is written, what it holds. */
export const messageRules: readonly Rule[] = [
  {
    name: 'message-size',
    commands: transaction,
    text: pattern`
      \b(?:message|mail|e-?mail|attachment|attachments|header|headers|content|data|body)\b.{0,24} (?:is |was |are )?(?:too (?:big|large|long)|larger than|oversized?)
      (?:message|mail|e-?mail|maximum|max\w*|attachment|header|fixed|content|total|file|data) ?(?:size|length)s?\b.{0,40}(?:exceed|limit|too|over|larger|greater|maximum|restrict|violat)
      (?:exceed\w*|over|above|larger than|greater than|beyond) .{0,50}(?:message|mail|maximum|max|header|attachment|inbound|administrative|individual|allowed|permitted|size)\b.{0,16}(?:size|bytes|length|\bmb\b|\bkb\b)
      \b(?:size|length) (?:limit|restriction)s?\b|too much mail data|(?:max\w*|exceed\w*) .{0,20}(?:message|mail|inbound|email) size|number of attachments .{0,20}exceed
      (?:weighs|bigger than|larger than|has a size of|\bsize\b).{0,30}(?:\d ?(?:[kmg]i?b\b|bytes|megabytes)|this|allowed|what)|\d ?(?:[kmg]i?b\b|bytes|megabytes) .{0,30}(?:at most|max|limit|exceed|allowed)|(?:at most|limit\w*|max\w*|up to|exceeds?) .{0,16}\d ?(?:[kmg]i?b\b|bytes|megabytes)
      (?:nachricht|mail|anhang)\w* .{0,20}zu (?:gross|lang)|(?:uberschreite|ubersteig)\w* .{0,40}grosse|(?:nachrichten)?grosse .{0,30}(?:uberschr|limit|zulassig|maxim)
      (?:message|courriel|mail) .{0,16}trop (?:gros|grand|volumineux|lourd|long)|depass\w* .{0,30}taille|taille .{0,30}(?:depass|limite|maxim|trop)
      (?:mensaje|correo) .{0,24}(?:demasiado grande|muy grande|excede)|(?:excede|supera|ultrapassa|eccede) .{0,40}(?:tamano|tamanho|dimension)|tamano .{0,40}(?:excede|supera|maxim|limite|demasiado)
      mensagem .{0,20}(?:muito grande|grande demais|excede)|tamanho .{0,40}(?:excede|maximo|limite|superior)
      messaggio .{0,20}(?:troppo grande|supera)|dimension\w+ .{0,40}(?:supera|massim|eccess|eccede|troppo)
      (?:bericht|mail) .{0,12}te groot|(?:wiadomosc|list) .{0,20}(?:zbyt|za) duz|rozmiar .{0,40}(?:przekracza|zbyt|maks|za duz)
      (?:письм|сообщени|размер)[а-я]{0,4} .{0,40}(?:слишком (?:больш|велик)|превыша|превысил)
      (?:邮件|信件|郵件|附件).{0,8}(?:过大|太大|過大)|大小.{0,8}(?:超|限制)|(?:メール|サイズ|添付).{0,12}(?:超え|超過|すぎ|大き)
    `,
    unless: /mail ?box|\bquota|inbox|recipient'?s? storage|line (?:is )?too long|line length|invalid mime|\bqueue\b/,
    then: { outcome: 'by-code', kind: 'message-size', scope: 'message' },
    samples: {
      matches: [
        ['552 5.3.4 Message size exceeds fixed limit', 'mail'],
        ['552 5.2.3 Your message exceeded the message size limits of the receiver', 'dot'],
        ['552 Nachricht zu groß', 'dot'],
        ['550 Le message est trop volumineux', 'dot'],
      ],
      not: [['552 5.2.2 Mailbox size limit exceeded', 'rcpt']],
    },
    source: 'RFC 1870; Postfix message_size_limit',
    date,
  },
  {
    name: 'message-form',
    commands: transaction,
    text: pattern`
      (?:not|n't|non|violat\w*) .{0,16}(?:compl\w+ .{0,12}rfc|rfc ?-?(?:5321|5322|2821|2822|821|822)|rfc[- ]compl)|(?:not|n't|fails? to) (?:conform|comply|adhere)\b.{0,24}(?:standard|specification)|rfc ?-?(?:5322|2822|822)\b.{0,30}(?:compl|violat|invalid|header|format)
      bare (?:<?lf>?|<?cr>?|line[ -]?feeds?|newlines?|carriage)|(?:line|lines) (?:is |are )?(?:too long|length)|line length|smuggl|improper (?:use of )?8-?bit|8[- ]?bit .{0,20}(?:header|data|character)|\bnul\b (?:byte|char)
      (?:missing|no|without|lacks?|lacking|having no|multiple|duplicate|malformed|invalid|bad|missing or|improper\w*) .{0,30}(?:\bfrom|\bdate|message-?id|messageid|\bto|\bsubject|rfc ?5322\.?from|address in)?:? ?\bheaders?\b|(?:header|mime|message|charset)\w* .{0,30}(?:malformed|missing|is invalid|syntax|not valid|badly formed|corrupt)|(?:header|mime|charset)\w*.{0,30}(?:error\b|reject)|invalid structure|(?:from|date|to|message-id|sender):? header .{0,30}(?:invalid|missing|required|syntax)|date:? header .{0,16}(?:in the|too|old|future)|valid (?:messageid|message-id|from) header|invalid mime|(?:multiple|several) (?:addresses in (?:the )?from|from addresses)|(?:not contains?|unparse?able|without) .{0,8}from header|headers? must be
      too many (?:mime |message |body |multi)?parts|number of (?:mime )?parts|mime .{0,12}(?:error|depth|nest)|sender .{0,24}(?:invalid|bad|wrong|illegal|malformed) (?:format|syntax)
      \b(?:reply-to|cc|bcc)\b:? (?:address|header|field)\b.{0,24}(?:invalid|malformed|not valid|illegal|bad)|(?:invalid|bad|malformed|illegal|missing) .{0,16}address(?:es)? in (?:the )?(?:to|cc|bcc|reply-to)\b
      smtputf8|internationali[sz]ed (?:e-?mail|address|mail)|non-ascii
    `,
    // Gmail says of any refusal that it means "to reduce the amount of spam".
    unless: /(?<!amount of )\bspam\b|unsolicited|dkim (?!\S{0,12} ?headers?)|dmarc|hops?\b/,
    then: { outcome: 'by-code', kind: 'protocol', scope: 'message' },
    samples: {
      matches: [
        [
          '550 5.7.1 Messages missing a valid address in From: header, or having no From: header, are not accepted.',
          'dot',
        ],
        ['554 Message not allowed - Headers are not RFC compliant', 'dot'],
        ['554 Message does not conform to standards', 'dot'],
        ['550 5.6.11 SMTPSEND.BareLinefeedsAreIllegal; message contains bare linefeeds', 'dot'],
        ['553 5.6.7 Address requires SMTPUTF8', 'rcpt'],
        ['550 MIME error: too many message parts', 'dot'],
        [
          '550-5.7.1 This message is not RFC 5322 compliant.\n550 5.7.1 To reduce the amount of spam sent to Gmail, it has been blocked',
          'dot',
        ],
        ['550 Reply-To address is invalid', 'dot'],
        ['550 Invalid address in To: field', 'dot'],
        ['571 sorry, sender address has invalid format (#5.7.1 - chkuser)', 'mail'],
      ],
      not: [['554 5.4.14 Hop count exceeded: too many Received headers', 'dot']],
    },
    source: 'RFC 5322 §3.6; RFC 6531 §3.5; Gmail, Yahoo, Exchange Online',
    date,
  },
  {
    name: 'content',
    commands: transaction,
    text: pattern`
      (?:message|mail|e-?mail|content|body|this|\bit|subject)\b.{0,80}\b(?:spam|spammy|spam-?like|junk|unsolicited|bulk|phish\w*|malware|virus\w*|malicious|suspicious|infected|trojan|objectionable|offensive|abusive)\b
      \b(?:spam|virus|phish\w*|malware|junk|trojan|worm|ransomware|uce|ube)\b.{0,40}(?:detect|found|reject|messages?|mail|content|score|filter|refused|blocked|suspect|identif|check|not accepted|not allowed|probab|threshold|signature|level|denied|here|policy|block)
      (?:detected|identified|classified|considered|suspect\w*|looks? like|similar to|probable|probability of|flagged|marked|regarded|no|not accept\w*|don't (?:accept|like|want)|dont accept|contains?) .{0,30}(?:spam|virus\w*|bulk|junk|unsolicited|phish\w*|malware)\b
      \b(?:content|body|headers?|attachments?|files?|urls?|links?|subject|language|charset|character set|keyword|html)\b.{0,50}(?:reject|denied|prohibit|\bbanned|forbidden|not (?:allowed|accepted|permitted)|blocked|filter|illegal|unaccept|inappropriat|violat|disallow|dangerous|suspicious|restrict)
      (?:illegal|banned|forbidden|restricted|unsafe|malicious|suspicious|infected|prohibited|dangerous|executable|blocked|disallowed|unwanted|unacceptable|inappropriate|objectionable|denied|reject\w*|refus\w*|filtered) .{0,24}(?:attachments?|content|files?|extension|words?|phrase|message body|links?)\b
      anti-?spam|filter rules?\b|(?:blocked|rejected|refused|stopped|caught) by .{0,20}filter|content (?:filter|policy|violation|examination|scan|check|control|reject)|message (?:was |is |has been )?(?:filtered|quarantined|refused by .{0,20}filter|content)|content-?(?:based )?reject
      spamassassin|rspamd|clamav|amavis|\beicar\b|cloudmark|spamd|dspam|mailscanner|spamprofiler|nature of the content|undesirable|unwanted (?:message|mail|e-?mail)
      als spam|spamverdacht|unerwunscht\w* (?:werbung|inhalt|mail)|\binhalt\w* .{0,20}(?:abgelehnt|nicht erlaubt|unzulassig)|enthalt .{0,16}(?:virus|viren|spam)|virenfund|virus gefunden|schadsoftware
      indesirable|contenu .{0,30}(?:refuse|interdit|rejete|suspect)|pourriel|message .{0,20}(?:rejete|refuse) .{0,20}contenu|piece jointe .{0,20}(?:interdit|refus)
      (?:correo|mensaje|mail) no deseado|contenido .{0,30}(?:rechazad|no permitid|prohibid|sospechos)|adjunto .{0,20}(?:no permitid|prohibid|rechazad)
      conteudo .{0,30}(?:rejeitad|recusad|nao permitid|bloquead|suspeit|impropri)|anexo .{0,20}(?:nao permitid|proibid|bloquead)|indesejad|contenuto .{0,30}(?:rifiutat|non (?:consentit|permess)|bloccat|sospett)|allegato .{0,20}(?:non|viet|bloccat)|indesiderat
      niechcian|niepozadan|tresc .{0,30}(?:odrzucon|niedozwolon|zablokowan)|zalacznik .{0,20}(?:niedozwolon|zablokowan|zabronion)|ongewenste|skrappost
      спам|вирус|нежелательн|содержани[а-я]{0,2} .{0,30}(?:отклонен|запрещ|недопуст)|вложени[а-я]{0,2} .{0,20}(?:запрещ|недопуст)|\bspam[ao]?m\b
      垃圾|病毒|(?:内容|內容|邮件).{0,8}(?:违规|不当|被拒|拒绝|过滤|非法|敏感|可疑)|敏感词|钓鱼|迷惑メール|スパム|ウイルス|ウィルス|本文.{0,10}拒否|스팸|바이러스
      \bspam\b|\bvirus(?:es)?\b|\bphishing\b|\bmalware\b
    `,
    unless:
      /(?:client|host|\bip\b|network|server|connection).{0,24}(?:blocked|banned|refused) .{0,24}spam|\baccount (?:is |was |has been )?(?:suspended|disabled|closed|locked)|(?:unable to|cannot|could not|failed to) (?:scan|check)/,
    then: { outcome: 'by-code', kind: 'content', scope: 'message' },
    samples: {
      matches: [
        ['550 spam detected', 'dot'],
        ['552 5.7.0 Our system detected an illegal attachment on your message.', 'dot'],
        ['550 5.7.1 Rejected as SPAM', 'dot'],
        ['554 5.6.1 Body type rejected: banned content', 'dot'],
        ['550 Diese Mail wurde als Spam eingestuft', 'dot'],
        ['550 Письмо отклонено: спам', 'dot'],
        ['553 邮件内容被拒绝：垃圾邮件', 'dot'],
      ],
      not: [
        ['550 5.1.1 No such user here', 'rcpt'],
        ['550 Account suspended due to sending spam', 'rcpt'],
      ],
    },
    source: 'Postfix header_checks; SpamAssassin; ClamAV; Gmail; Mail.ru; 163',
    date,
  },
];
