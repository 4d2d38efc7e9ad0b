import { oneOf, permanent } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';
const hourMs = 3_600_000;
const yourAccountSuspended = /your (?:\w+ )?account .{0,30}(?:suspended|disabled|locked)/;

/** What the sender's own relay, or a receiver, allows the sending account or domain. */
export const senderRules: readonly Rule[] = [
  {
    name: 'sending-suspended',
    code: permanent,
    text: /sending (?:is |has been |(?:for|from|by|of) (?:this|your|the) (?:account|user|domain|mailbox) (?:is |has been )?)?(?:suspended|paused|disabled|blocked)|not authori[sz]ed to perform|account.{0,30}(?:suspended|paused|shut down|disabled) (?:for|from) sending(?! spam)|account not subscribed/,
    // Said to RCPT it may be meant for the one who would read it.
    unless: /recipient|mail ?box|(?:do not|don't) send/,
    // Any receiver can say so: only a relay that is known (its own rules) may stop the whole egress.
    then: { outcome: 'defer', kind: 'blocked', scope: 'egress', action: { name: 'suspend', durationMs: 2 * hourMs } },
    samples: {
      matches: [
        ['554 Access denied: User is not authorized to perform ses:SendRawEmail on resource', 'dot'],
        ['554 Sending suspended for this account', 'dot'],
        ['554 Sending paused for this account', 'dot'],
        ['550 sending from your account has been disabled', 'mail'],
      ],
      not: [
        ['550 5.7.1 Access denied', 'rcpt'],
        ['550 5.2.1 This account has been suspended', 'rcpt'],
        ['550 5.2.1 Account disabled - please do not send mail to it', 'rcpt'],
        ['550 Account suspended due to sending spam', 'rcpt'],
      ],
    },
    source: 'docs.aws.amazon.com/ses, "SMTP response codes returned by Amazon SES"',
    date,
  },
  {
    name: 'your-account-suspended',
    code: permanent,
    // Not at RCPT, where the words may be meant for the one who would have read the mail.
    commands: ['mail', 'data', 'dot'],
    text: yourAccountSuspended,
    unless: /recipient|mail ?box/,
    then: { outcome: 'defer', kind: 'blocked', scope: 'egress', action: { name: 'suspend', durationMs: 2 * hourMs } },
    samples: {
      matches: [['554 Your account has been suspended', 'dot']],
      not: [['550 Your account has been locked', 'rcpt']],
    },
    source: 'docs.aws.amazon.com/ses, "SMTP response codes returned by Amazon SES"',
    date: '2026-11-25',
  },
  {
    name: 'your-account-at-rcpt',
    code: permanent,
    commands: ['rcpt'],
    text: yourAccountSuspended,
    // Whose account it is cannot be told: nobody is suppressed, nothing else is held up.
    then: { outcome: 'defer', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [['550 Your account has been locked', 'rcpt']],
      not: [['550 The account has been locked', 'rcpt']],
    },
    source: 'RFC 5321 §3.3',
    date: '2026-11-25',
  },
  {
    name: 'recipient-rate',
    text: pattern`
      \b(?:user|recipient|mailbox|account|inbox|addressee|contact|subscriber)\b.{0,60}(?:receiv\w+|getting|accepting) .{0,40}(?:too (?:quickly|fast|many|much)|at a rate|limit|per (?:hour|minute|day))
      \b(?:user|recipient|mailbox|inbox|addressee)\b(?!s).{0,40}(?:exceed\w*|reached|over|hit) .{0,40}(?:message rate|rate limit|receiv|incoming|inbound|messages? (?:per|they can))
      (?:messages?|mail|e-?mails?) (?:to|for) .{0,40}(?:deferred due to excessive volume|too (?:quickly|fast|frequently))
      too (?:many|much) (?:recent )?(?:messages?|mails?|e-?mails?) (?:to|for) (?:this|the|that|your)? ?(?:recipient|user|mailbox|address|account)
      to this recipient per (?:hour|day|minute)|(?:recipient|mail ?box|user)\b.{0,24}(?:thread|concurren\w+|connection|deliver\w+) limit
      (?:receiving|incoming|inbound) (?:message |mail )?(?:rate|limit)s? .{0,20}(?:exceed|reached)|exceeding receiving limits
      (?<!external )recipient .{0,20}(?:rate[- ]limit|throttl)
      empfanger .{0,30}zu viele (?:nachrichten|mails)|(?:收件人|该用户|用户).{0,6}(?:接收|收信).{0,8}(?:频繁|过多|超)
    `,
    then: { outcome: 'defer', kind: 'recipient-rate', scope: 'recipient' },
    samples: {
      matches: [
        ['450 4.2.1 The user you are trying to contact is receiving mail too quickly.', 'rcpt'],
        ['450 4.2.1 The recipient has exceeded message rate limit. Try again later.', 'rcpt'],
        ['550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents more', 'rcpt'],
        ['554 5.2.122 The recipient has exceeded their limit for messages they can receive per hour', 'dot'],
      ],
      not: [['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt']],
    },
    source: 'support.google.com/a/answer/3726730; learn.microsoft.com, "Email non-delivery reports in Exchange Online"',
    date,
  },
  {
    name: 'recipient-rate-status',
    enhanced: /^[45]\.2\.1$/,
    text: /too (?:quickly|fast|many|much|rapidly|often)|\brate\b|receiving/,
    unless: /disabled|inactive|suspended|(?:from|by) your?\b/,
    then: { outcome: 'defer', kind: 'recipient-rate', scope: 'recipient' },
    samples: {
      matches: [['450 4.2.1 Mail for this mailbox is coming in too rapidly', 'rcpt']],
      not: [
        ['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt'],
        ['421 4.2.1 Too many messages from your ip', 'rcpt'],
      ],
    },
    source: 'support.google.com/a/answer/3726730',
    date,
  },
  {
    name: 'sender-quota',
    text: pattern`
      \bdaily (?:message |sending |send |mail |e-?mail |relay |outbound |recipient )?(?:quota|limit|allowance)
      (?:sending|outgoing|outbound|submission|(?<!peak (?:smtp )?)relay) (?:message |mail |e-?mail )?(?:quota|limit|allowance)
      (?:you|you've|you have|account|user|client|plan|subscription|customer)\b.{0,40}(?:exceed\w*|reached|used up|over) .{0,50}(?:messages?|e-?mails?|mails?|recipients?) .{0,20}(?:per|a|each|this) (?:hour|day|month)
      (?:monthly|plan|account|subscription|24[- ]hour|credit) .{0,20}(?:sending|message|e-?mail) (?:quota|limit)|monthly (?:quota|limit)|out of credits|no credits
      (?:tenant|organi[sz]ation|account|external) .{0,60}recipient (?:rate )?limit
      \b\d+ (?:messages|mails|e-?mails|recipients) .{0,16}(?:for )?(?:today|daily|(?:per|a|each|every|this) (?:day|month))|(?:sent|used) .{0,40}(?:for today|today's|this month)
      kontingent .{0,20}versand|versandlimit|tageslimit|quota (?:journalier|d'envoi)|limite (?:d'envoi|quotidienne|journaliere|de envio diari\w*|diari[ao]|giornalier\w*)|(?:cuota|cota) diaria|dzienny limit
      (?:日|每日|当日|當日)(?:发送|發送|发信).{0,6}(?:限|上限|配额)|1日.{0,6}送信.{0,6}(?:上限|制限)
    `,
    unless: /throttled|\bmailbox|\brcpt\b|\bsender\b|\bdomain\b|receiv|recipient'?s?.{0,12}quota|storage/,
    then: { outcome: 'defer', kind: 'quota-sender', scope: 'egress' },
    samples: {
      matches: [
        ['454 Throttling failure: Daily message quota exceeded.', 'dot'],
        ['550 5.4.5 Daily user sending limit exceeded. For more information on limits go to our help', 'dot'],
        ['451 You have exceeded the number of messages allowed per hour', 'mail'],
        ['550 5.7.232 Your tenant has exceeded its tenant external recipient rate limit', 'dot'],
      ],
      not: [
        ['454 Throttling failure: Maximum sending rate exceeded.', 'dot'],
        ['452 4.2.2 Mailbox quota exceeded', 'rcpt'],
        ['450 Peak SMTP relay limit exceeded', 'rcpt'],
        ['550 MAX RCPT TO DAILY LIMIT', 'rcpt'],
      ],
    },
    source: 'docs.aws.amazon.com/ses, "Errors related to the sending quotas"; support.google.com/a/answer/166852',
    date,
  },
  {
    name: 'sender-domain-quota',
    text: pattern`
      \b(?:sender|domain)\b.{0,60}(?:exceed\w*|reached|over|hit) .{0,50}(?:quota|max\w* (?:e-?mails|messages)|(?:e-?mails|messages|mails) per|(?:hourly|daily|sending|outgoing) (?:quota|limit))
      (?:hourly|daily|sending|outgoing) (?:quota|limit) .{0,30}(?:sender|domain)|sender.{0,12} quota
      absender .{0,40}(?:kontingent|limit|quota)|expediteur .{0,40}quota|remitente .{0,40}(?:cuota|limite)|отправител[а-я]{0,3} .{0,40}(?:лимит|квот)
    `,
    unless: /recipient(?! address rejected)|\bspam/,
    then: {
      outcome: 'defer',
      kind: 'quota-sender',
      scope: 'from-domain',
      action: { name: 'hold', durationMs: hourMs },
    },
    samples: {
      matches: [
        [
          '550 Domain example.com has exceeded the max emails per hour (100/100 (100%)) allowed. Message discarded.',
          'mail',
        ],
        ['452 4.7.1 Sender has exceeded his hourly quota', 'mail'],
        ['554 5.7.1 <a@b.test>: Recipient address rejected: your domain has exceeded its hourly quota', 'rcpt'],
      ],
      not: [['554 5.2.121 The sender has exceeded the limit of messages to this recipient per hour', 'dot']],
    },
    source: 'cPanel, "max emails per hour"',
    date,
  },
  {
    name: 'identity-not-verified',
    code: permanent,
    text: /(?:not|un)[- ]?(?:been )?(?:verified|validated)|failed the check in region|(?:from|sender|domain|identity|address) .{0,30}not (?:allowed|authori[sz]ed|permitted) (?:to send|for this|from this|in this)|domain is not (?:allowed|authori[sz]ed)|sender .{0,30}not owned by|sender .{0,20}(?:not (?:the )?same|does not match|differs)|permissions? to send as|not (?:allowed|permitted|authori[sz]ed) to (?:send|use|relay) (?:as|this (?:sender|from))/,
    unless:
      /recipient address|(?:specified|recipient|destination) domain|unverified address: (?:host|address)|\bspf\b|client host/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ['554 Message rejected: Email address is not verified. The following identities failed the check', 'dot'],
        ['550 5.7.1 From domain is not authorized', 'mail'],
        ['553 5.7.1 <a@b.test>: Sender address rejected: not owned by user bob', 'rcpt'],
      ],
      not: [['550 5.1.1 user unknown', 'rcpt']],
    },
    // A fault of the sender's set-up, which a human mends while the mail waits.
    source: 'docs.aws.amazon.com/ses, "Amazon SES email sending errors"',
    date,
  },
  {
    name: 'login-refused',
    code: oneOf(432, 530, 534, 535, 538),
    commands: ['auth', 'ehlo', 'starttls'],
    then: {
      outcome: 'defer',
      kind: 'authentication',
      scope: 'egress',
      action: { name: 'stop', durationMs: 2 * hourMs },
    },
    samples: {
      matches: [
        ['535 5.7.8 Authentication credentials invalid', 'auth'],
        ['534 5.7.9 Application-specific password required', 'auth'],
        ['432 4.7.12 A password transition is needed', 'auth'],
      ],
      not: [
        ['454 4.7.0 Temporary authentication failure', 'auth'],
        ['535 5.7.8 Authentication failed', 'rcpt'],
      ],
    },
    source: 'RFC 4954 §6',
    date,
  },
];
