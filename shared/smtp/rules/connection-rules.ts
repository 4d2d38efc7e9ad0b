import { oneOf, transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** How many connections, and what one connection is good for. */
export const connectionRules: readonly Rule[] = [
  {
    name: 'per-connection',
    text: pattern`
      (?:too many|max(?:imum)?|limit\w*|exceed\w*|only|reached) .{0,50}(?:messages?|mails?|e-?mails?|transactions?|recipients?|deliveries|envelopes?)\b.{0,30} (?:per|in|this|on|for|a|your|one|single|during|over) .{0,12}(?:connection|session)\b
      (?:messages?|mails?|e-?mails?|transactions?)[- ](?:per|in)[- ](?:this |one |a |single |each |smtp )?(?:connection|session)\b
      (?:connection|session)\b.{0,12} (?:message|transaction|mail|envelope) (?:limit|threshold|count|quota)
      (?:more than|only) one .{0,40}per (?:session|connection)\b|\bmessage threshold exceeded|exceed\w* .{0,20}(?:connection|session) time\b|(?:connection|session) time .{0,12}exceed
      too many (?:protocol |smtp |syntax )?(?:errors|(?:bad|unknown|invalid|unauthenticated|unrecognized|unimplemented|illegal|nonmail|non-mail) commands)\b
      (?:connection|session) (?:has |is )?(?:expired|used up|too old)|(?:try|please) reconnect|(?:open|use|start) a new (?:connection|session)
      (?:session|connection)\b.{0,40} \d+ (?:messages|mails|e-?mails|transactions)|(?:transaction|message|mail|delivery) limit .{0,12}(?:for|of|on|in) (?:this|the|your|one) (?:connection|session)
      zu viele (?:fehler|ungultige befehle)|trop d'erreurs|demasiados errores|troppi errori|muitos erros|zbyt wiele bledow|слишком много ошибок
      zu viele .{0,20}(?:nachrichten|mails) .{0,30}(?:verbindung|sitzung|session)
      trop de (?:messages|mails|courriels) .{0,30}(?:connexion|session)
      demasiad[oa]s (?:mensajes|correos) .{0,30}(?:conexion|sesion)
      muitas mensagens .{0,30}(?:conexao|ligacao|sessao)
      tropp[ie] (?:messaggi|mail|e-?mail) .{0,30}(?:connessione|sessione)
      (?:一个|每个|单个|每次|此|本)(?:连接|会话).{0,8}(?:邮件|信件)
    `,
    unless: pattern`
      from your ip|temporarily blocked
    `,
    then: { outcome: 'defer', kind: 'recycle', scope: 'connection' },
    samples: {
      matches: [
        ['421 too many messages in this connection', 'mail'],
        ['452 4.5.3 Too many messages sent in this session', 'mail'],
        ['421 Max message per connection reached, closing transmission channel', 'mail'],
        ['421 4.7.0 me.example Error: too many errors', 'rcpt'],
        ['421 4.7.0 Connection expired, try reconnecting', 'mail'],
        ['451 Trop de messages sur cette connexion', 'mail'],
        ['421 Zu viele Fehler, Verbindung wird beendet', 'rcpt'],
      ],
      not: [
        ['421 4.7.0 rx.test Error: too many connections from 127.0.0.1', 'connect'],
        ['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail'],
      ],
    },
    source:
      'Exim smtp_accept_max_per_connection; OpenSMTPD; Postfix smtpd_hard_error_limit; help.yahoo.com/kb/SLN3433.html',
    date,
  },
  {
    name: 'idle-connection',
    code: transient,
    text: /time(?:d)?[- ]?out|\bidle\b|inactivity|inactive for|taking too long|\bsilent\b|no (?:command|data|input) (?:was )?(?:received|seen)|waited too long|took too long|delai .{0,20}depasse|zeituberschreitung/,
    unless:
      /\bdns\b|look-?up|ldap|backend|database|callout|mailbox|recipient|user\b|next ?hop|upstream|remote|spf|policy serv|plug-?in|filter|milter|scan|time(?:d )?-?out (?:while )?(?:connecting|reaching)|connect time/,
    then: { outcome: 'defer', kind: 'recycle', scope: 'connection' },
    samples: {
      matches: [
        ['421 4.4.2 rx.test Error: timeout exceeded', 'mail'],
        ['421 SMTP command timeout - closing connection', 'mail'],
        ['451 4.4.2 Timeout - closing connection.', 'mail'],
      ],
      not: [
        ['451 DNS timeout, try again later', 'rcpt'],
        ['450 Plugin timeout', 'dot'],
      ],
    },
    source: 'Postfix smtpd(8); Exim smtp_receive_timeout; RFC 3463 §3.5 (X.4.2)',
    date,
  },
  {
    name: 'bad-sequence',
    code: oneOf(503),
    // A reason of its own is not a matter of the sequence.
    unless: /auth(?:entication|enticate)|\brelay|non-?local|\bspam|black ?list|block ?list/,
    // Out of step after an earlier error: a new connection mends it.
    then: { outcome: 'defer', kind: 'protocol', scope: 'message' },
    samples: {
      matches: [['503 5.5.1 valid RCPT command must precede DATA', 'data']],
      not: [
        ['501 Syntax error', 'rcpt'],
        ['503 This server requires authentication to send to a non-local address', 'rcpt'],
      ],
    },
    source: 'RFC 5321 §4.1.4; MailEnable, which refuses to relay with 503',
    date,
  },
  {
    name: 'connection-rate',
    text: pattern`
      connection[s]?[- ](?:rate|frequency|attempts?)\b
      connect(?:ion|ing)?\w* (?:too (?:fast|often|frequently|quickly)|frequen)
      connections? .{0,20}(?:per|in the last|within the last|within|every|in) (?:\d+ )?(?:second|minute|hour|day)
      frequence (?:de|des) connexion|verbindungsrate|(?:连接|連線)(?:频率|頻率|过于频繁)
    `,
    unless: /\bconcurrent|simultaneous/,
    then: { outcome: 'defer', kind: 'rate', scope: 'site' },
    samples: {
      matches: [
        ['421 4.3.2 Connection rate limit exceeded.', 'connect'],
        ['550 Connection frequency limited', 'connect'],
        ['421 Too many connections per minute from your address', 'connect'],
      ],
      not: [['421 Too many concurrent SMTP connections; please try again later.', 'connect']],
    },
    source: 'Sendmail conncontrol, ratecontrol (cf/README); QQ',
    date,
  },
  {
    name: 'too-many-connections',
    text: pattern`
      too many .{0,40}(?:connections?|sessions?|connects)\b
      too many (?:open|active|parallel|smtp|concurrent|simultaneous) (?:clients|channels|threads|deliveries|sockets)
      (?:connections?|sessions?|channels)\b.{0,30}(?:limit|exceed|quota|maximum|threshold)
      (?:concurren\w+|simultaneous\w*|parallel) .{0,30}(?:connect|session|channel|deliver|client)
      (?:connect\w*|session\w*|deliver\w*|client\w*) .{0,20}(?:concurrency|concurrently|simultaneously|in parallel)
      (?:max\w*|exceed\w*|limit\w*|reached|no more|too much) .{0,50}(?:connections|sessions)\b
      (?:connections|sessions|channels|sockets|connection pool|(?:parallel|concurrent) \w+)\b.{0,50}(?:more than|already|exhausted|tolerated|permitted|allowed|no more|used up|at most)
      (?:already|more than|at most|only|not more than|no more than|up to) .{0,20}(?:open |parallel |smtp |active )?(?:connections|sessions|channels|parallel \w+)\b|opened (?:more|too many) (?:connections|sessions)
      zu viele .{0,30}(?:verbindung|sitzung|session)
      (?:maximal\w*|hochst\w*|gleichzeitig\w*) .{0,30}verbindungen|verbindungslimit
      trop de (?:connexions|sessions)|limite .{0,12}connexions|(?:massim|maxim|hochst)\w* .{0,20}(?:conness|conexi|conexo|connexi|verbind|polacz)|(?:limit|limite|limiet) .{0,24}(?:polacze|verbindingen|conness|conexi|conexo|anslutning|forbindelse)|connexions? (?:simultanees?|concurrentes?)
      demasiad[oa]s .{0,20}(?:conexiones|sesiones)|(?:limite|maximo) de (?:conexiones|conexoes)|conexiones simultaneas
      (?:muitas|demasiadas|excesso de|numero .{0,20}) .{0,15}(?:conexoes|ligacoes|sessoes)|conexoes simultaneas
      troppe .{0,20}(?:connessioni|sessioni)|connessioni (?:simultanee|contemporanee)
      te veel .{0,20}(?:verbindingen|connecties|sessies)
      zbyt (?:wiele|duzo|wielu) .{0,20}(?:polacze|sesji)|liczba polacze
      for manga (?:samtidiga )?anslutningar|for mange (?:samtidige )?(?:forbindelser|tilkoblinger)
      слишком много .{0,25}(?:соединени|подключени|сесси)
      превы[а-я]{0,10} .{0,30}(?:соединени|подключени)
      (?:slishkom mnogo|previshen\w*|prevyshen\w*) .{0,25}(?:soedin|podkl)
      (?:连接|連接|連線|并发|會話|会话).{0,8}(?:过多|太多|過多|超|上限)|(?:过多|太多|過多).{0,4}(?:连接|連接|連線)
      (?:同時|最大)?接続.{0,10}(?:超|上限|制限|多)|接続が多
      동시 접속|접속.{0,6}(?:초과|많)
      prilis mnoho .{0,20}(?:spojeni|pripojeni)|cok fazla .{0,20}baglanti|liian (?:monta|paljon) .{0,16}yhtey|tul sok .{0,16}kapcsolat|prea multe .{0,16}conexiuni|qua nhieu .{0,8}ket noi|terlalu banyak koneksi|πολλές .{0,12}συνδέσεις
      \bone .{0,16}(?:connection|session)\b.{0,20}(?:only|at a time|at once|per (?:ip|host|client|address))|only one .{0,16}(?:connection|session)\b
    `,
    unless: /too many (?:failed|unsuccessful|invalid|bad|spam)/,
    then: { outcome: 'defer', kind: 'connections', scope: 'site' },
    samples: {
      matches: [
        ['421 4.7.0 rx.test Error: too many connections from 127.0.0.1', 'connect'],
        ['421 Server is not currently available, possibly due to too many connections', 'connect'],
        ['421 Too many concurrent SMTP connections from this IP address; please try again later.', 'connect'],
        ['421 4.3.2 The maximum number of concurrent server connections has exceeded a limit', 'connect'],
        ['421 4.3.2 All server ports are busy: too many SMTP sessions for this host', 'connect'],
        ['421 Zu viele gleichzeitige Verbindungen von Ihrer IP', 'connect'],
        ['421 Слишком много одновременных соединений', 'connect'],
        ['421 Příliš mnoho spojení', 'connect'],
        ['421 Only one SMTP session per IP please', 'connect'],
      ],
      not: [['450 4.7.1 Error: too much mail from 127.0.0.1', 'mail']],
    },
    source: 'Postfix anvil(8); Exim smtp_accept_max_per_host; Exchange receive connectors; Sendmail',
    date,
  },
  {
    name: 'used-up-at-mail',
    commands: ['mail'],
    enhanced: /^[45]\.5\.3$/,
    // No recipient was named yet: the session has had its share.
    unless: /\bfrom\b|per (?:hour|day|minute|second)|(?:last|this|past) (?:hour|day|minute)/,
    then: { outcome: 'defer', kind: 'recycle', scope: 'connection' },
    samples: {
      matches: [['452 4.5.3 Too many recipients: Too many messages sent', 'mail']],
      not: [['452 4.5.3 Error: too many recipients', 'rcpt']],
    },
    source: 'OpenSMTPD smtp_session.c; RFC 3463 §3.6',
    date,
  },
  {
    name: 'too-many-recipients',
    text: pattern`
      too many recipients|too many rcpts?\b|(?:recipients?|rcpt) (?:limit|count) .{0,20}exceed|(?:maximum|max) (?:number of )?recipients|fewer recipients|(?:reduce|lower) the number of recipients
      (?:out of|over|above|exceed\w*|beyond) .{0,20}\brcpts?\b|\brcpts?\b.{0,12} (?:limit|max\w*|exceed\w*)\b
      (?:multiple|several|more than one|different) (?:\w+ )?(?:domains|destinations)\b.{0,20}transaction|(?:separate|another|different|own|new) transaction
      zu viele empf|trop de destinataires|demasiados destinatarios|muitos destinatarios|troppi destinatari
    `,
    unless: /\bfrom\b|per (?:hour|day|minute|second)|(?:last|this|past) (?:hour|day|minute)|\bdaily|\bhourly/,
    then: { outcome: 'defer', kind: 'recycle', scope: 'message' },
    samples: {
      matches: [
        ['452 4.5.3 Error: too many recipients', 'rcpt'],
        ['452 Too many recipients received this transaction', 'rcpt'],
        ['451 4.3.0 Several destination domains in one transaction are not supported', 'rcpt'],
      ],
      not: [['450 4.7.1 Error: too many recipients from 127.0.0.1', 'rcpt']],
    },
    source: 'RFC 5321 §4.5.3.1.10; Postfix smtpd_recipient_limit',
    date,
  },
];
