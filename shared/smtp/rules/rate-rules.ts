import { permanent } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** Too much, or too fast. */
export const rateRules: readonly Rule[] = [
  {
    name: 'rate',
    text: pattern`
      \brate[- ]?limit|\blimit\w* .{0,12}\brate\b|\b(?:rate|frequency|speed|throughput|velocity)\b.{0,24}(?:limit|exceed|over\b|too (?:high|fast)|control|reached|violat)
      (?:exceed\w*|over|high|unusual|excessive|unexpected|maximum|above|reduce|lower) .{0,40}(?:\brate\b|frequency|\bvolume|number of (?:messages|mails|e-?mails|recipients|connections))
      thrott?l|slow(?:er| it| your \w+)? ?down|slow (?:your|the) .{0,16}(?:rate|sending|traffic)|\bslower\b|(?:sending|sent|mailing|going|arriv\w+|deliver\w+|coming) .{0,30}too (?:fast|quickly|rapidly|frequently|often)
      too (?:many|much) (?:(?!spam|unwanted|unsolicited|junk|bad|invalid|unknown)\w+[- ]){0,3}(?:messages?|mails?|e-?mails?|recipients?|rcpts?|deliver\w*|requests|emails|traffic|transactions)\b(?! data)
      (?:messages?|mails?|e-?mails?|recipients) (?:per|an|each|every|in the last|in the past|within the last) (?:\d+ )?(?:second|minute|hour|day)
      (?:message|mail|e-?mail|sending|send|delivery|hourly|recipient|policy|client|traffic|submission|volume)[- ](?:rate )?(?:limit|limits|limitation)s? .{0,20}(?:exceed|reached|hit|over)|(?:exceed\w*|reached|hit|over) .{0,24}(?:sending|hourly|message|traffic|policy|submission|delivery) limit
      (?:\bnot\b|n't|no more|limit\w*|max\w*|exceed\w*|too many|more than|\bonly|up to|allowed) .{0,60}\b(?:send|sent|sending|mails?|e-?mails?|messages|recipients)\b.{0,30}\b(?:within|during|in|in the (?:last|past|next)|per|each|every|this) (?:\d+ |an? |one )?(?:second|minute|hour|day)s?\b
      peak (?:smtp )?relay limit|\bmax\w* rcpt(?: to)? (?:daily|hourly) limit
      exceed\w* \d{1,7} ?/ ?\d|\brate \S{1,12} ?/ ?\d
      (?:frequency|volume) (?:is )?(?:limited|exceeded)|back[- ]?off\b|\bmessages? quota|mail flood|traffic[- ]shap|flood(?:ing)? (?:detected|protection)|burst
      (?:\brate|\bpace|speed|throughput|volume|frequency|flow|quantity)\b.{0,30}(?:\bcap\b|above|beyond|\bhit\b|too much|decrease|reduce|lower)|(?:faster|quicker|more (?:mail|messages|often|than)) .{0,24}than (?:we|you|is|our|what)|ease off|calm down
      \b\d+ (?:messages|mails|letters|e-?mails|recipients|deliveries) .{0,40}(?:within|in|per|this|an?|last|each) .{0,12}(?:seconds?|minutes?|hour)\b|(?:hourly|minute|per-minute) (?:allotment|allowance|limit|quota|cap)
      (?:volume|number of (?:messages|mails|e-?mails)|traffic)\b.{0,40}(?:exceed|above|over|too (?:high|large|much)|threshold)
      ralenti|rallent|reduzca|reduza|медленнее|envois (?:sont )?limit
      zu viele .{0,20}(?:nachrichten|mails|e-mails|empfanger|sendungen)|ratenlimit|ratenbegrenzung|zu schnell|sendelimit|drossel|langsamer|mengenbegrenzung
      trop de (?:messages|mails|courriels|destinataires|e-?mails|requetes)|debit .{0,20}(?:depasse|limit)|cadence|trop (?:vite|rapide)
      demasiados (?:mensajes|correos|destinatarios|emails)|tasa de (?:envio|mensajes)|demasiado rapido|limite de (?:velocidad|tasa|mensajes|frecuencia)|excedido .{0,20}limite de (?:envio|mensajes)
      (?:muitas mensagens|muitos e-?mails|muitos destinatarios|demasiadas mensagens)|taxa de envio|muito rapido|limite de (?:taxa|mensagens)
      troppi (?:messaggi|destinatari)|troppe (?:mail|e-?mail)|limite di (?:invio|velocita|frequenza)|frequenza di invio|troppo velocemente
      te veel (?:berichten|mails|e-mails)|te snel|for manga meddelanden
      zbyt (?:wiele|duzo) (?:wiadomosci|maili|listow)|zbyt (?:szybko|czesto)|przekroczon\w* limit (?:wiadomosci|wysyl|predkosci)
      слишком (?:много|часто|быстро)|превышен[а-я]{0,4} .{0,24}(?:лимит|частот|скорост|количеств|интенсивн)
      slishkom (?:mnogo|chasto|bystro)|prevyshen\w* .{0,16}(?:limit|skorost|chastot)
      prilis mnoho (?:zprav|e-?mailu)|cok fazla (?:ileti|mesaj|e-?posta)|liian (?:monta|paljon) viest|tul sok (?:uzenet|level)|prea multe mesaje|qua nhieu (?:thu|tin|email)|terlalu banyak (?:pesan|email|surat)|πολλά (?:μηνύματα|email)
      频率|頻率|过于频繁|過於頻繁|(?:发送|發送|发信).{0,6}(?:过快|过多|太快|太多|超)|(?:邮件|信件).{0,4}(?:过多|太多)|超过.{0,8}(?:频|速)|限速|流量
      流量制限|短時間.{0,10}(?:大量|多)|大量.{0,6}(?:送信|メール)|送信(?:速度|間隔|レート)|頻繁
    `,
    unless:
      /inactiv|probab|header size|\bparts?\b|attachments|\bhops?\b|received headers|corporate|message size|storage/,
    then: { outcome: 'defer', kind: 'rate', scope: 'site' },
    samples: {
      matches: [
        ['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail'],
        ['450 4.7.1 Error: too many recipients from 127.0.0.1', 'rcpt'],
        ['454 Throttling failure: Maximum sending rate exceeded.', 'dot'],
        ['550 Mail content denied. Ip frequency limited', 'dot'],
        ['550 5.7.1 You are sending mail too fast, slow down', 'rcpt'],
        ['450 Vous envoyez trop de messages', 'mail'],
        ['451 4.7.1 Message quota exceeded; try again in 3600 seconds', 'rcpt'],
        ['451 Превышена частота отправки', 'mail'],
        ['550 5.7.1 You may send no more e-mails within 24 hours', 'rcpt'],
        ['450 Peak SMTP relay limit exceeded', 'rcpt'],
        ['550 MAX RCPT TO DAILY LIMIT', 'rcpt'],
      ],
      not: [
        ['550 5.7.1 Denied by corporate limits', 'rcpt'],
        ['550 MIME error: too many message parts', 'dot'],
      ],
    },
    source: 'Postfix anvil(8); docs.aws.amazon.com/ses; QQ; Exim ratelimit ACL',
    date,
  },
  {
    name: 'temporarily-blocked',
    code: permanent,
    commands: ['connect', 'ehlo', 'mail'],
    text: /temporar\w+ (?:block|reject|refus|suspend|ban|defer|limit|black)|(?:block|reject|refus|suspend|ban)\w+ temporar|vorubergehend (?:gesperrt|blockiert|abgelehnt)|temporairement (?:bloque|refuse|rejete)/,
    then: { outcome: 'defer', kind: 'reputation', scope: 'site' },
    samples: {
      matches: [['550 Your IP is temporarily blocked', 'connect']],
      not: [['450 4.7.1 temporarily rejected', 'rcpt']],
    },
    source: 'RFC 5321 §4.2.1: a temporary condition under a permanent code',
    date,
  },
];
