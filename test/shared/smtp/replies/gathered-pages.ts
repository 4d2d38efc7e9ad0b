import type { Replies } from './entry.ts';

/** As `gatheredBounces`, from the help pages of receivers and of those who send to them. */
export const gatheredPages: readonly Replies[] = [
  {
    from: 'gathered: backlink.name',
    mx: null,
    source: 'backlink.name/blog/smtp-550-hata-kodu-ayrintilari',
    entries: [
      ["550 This user's mailbox is full (a@b.test) - Try again later", 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      [
        "550 Requested action was not taken because this server doesn't handle mail for that user",
        'rcpt',
        'bounce',
        'routing',
        'recipient',
      ],
      ['550 Rejected: No account by that name here', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
    ],
  },
  {
    from: 'gathered: bastion.umanix.net',
    mx: null,
    source: 'bastion.umanix.net/info, replies of Baruwa',
    entries: [['550 Sender verification failed', 'mail', 'defer', 'authentication', 'from-domain']],
  },
  {
    from: 'gathered: blog.sina.com.cn',
    mx: null,
    source: 'blog.sina.com.cn/s/blog_8dc13ec50101fxxr.html',
    entries: [
      ['450 database temporary error.', 'rcpt', 'defer', 'busy', 'recipient'],
      ['450 queue unavailable.', 'dot', 'defer', 'busy', 'host'],
      ['554 sender is unvalidated.', 'mail', 'defer', 'authentication', 'from-domain'],
      ['552 message rejected by anti-spam engine.', 'dot', 'bounce', 'content', 'message'],
      ['552 looping message.', 'dot', 'bounce', 'routing', 'recipient'],
      ['553 host denies the sender.', 'mail', 'bounce', 'recipient-policy', 'message'],
    ],
  },
  {
    from: 'gathered: bytecamp.net',
    mx: null,
    source: 'bytecamp.net/de/faq/email/zustellen.html',
    entries: [
      [
        '422 4.2.2 Quota limit exceeded (Speicherplatz des Kontos ueberschritten)',
        'rcpt',
        'defer',
        'mailbox-full',
        'recipient',
      ],
      ['571 5.7.1 message classified as spam (Nachricht als Spam eingestuft)', 'dot', 'bounce', 'content', 'message'],
    ],
  },
  {
    from: 'gathered: godaddy.com',
    mx: null,
    source: 'godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685',
    entries: [
      [
        '554 This message is looping: it already has my Delivered-To line. (#5.4.6)',
        'dot',
        'bounce',
        'routing',
        'recipient',
      ],
      ['421 Server temporarily unavailable. Try again later. IB101', 'connect', 'defer', 'busy', 'site'],
    ],
  },
  {
    from: 'gathered: guide.arubabusiness.it',
    mx: null,
    source: 'guide.arubabusiness.it; netfabric.freshdesk.com, posta italiana',
    entries: [
      ['550 5.1.0 iemL1p01Z0hMcT901emQ77 policy violation', 'mail', 'bounce', 'recipient-policy', 'message'],
      ['550 MAX RCPT TO DAILY LIMIT', 'rcpt', 'defer', 'rate', 'site'],
    ],
  },
  {
    from: 'gathered: icoremail.vip',
    mx: null,
    source: 'icoremail.vip/support, bounce texts of Coremail',
    entries: [
      ['553 Requested action not taken: Local user only', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['553 Requested action not taken: NULL sender is not allowed', 'mail', 'bounce', 'recipient-policy', 'message'],
      ['554 IP is rejected', 'connect', 'defer', 'blocked', 'site'],
    ],
  },
  {
    from: 'gathered: knowledge.workspace.google.com (gmail-smtp-in.l.google.com)',
    mx: 'gmail-smtp-in.l.google.com',
    source: 'knowledge.workspace.google.com, Gmail SMTP errors and codes',
    entries: [
      ['421 4.7.0 TLS required for RCPT domain, closing connection.', 'mail', 'defer', 'authentication', 'site'],
      [
        '421 4.7.0 IP not in whitelist for RCPT domain, closing connection.',
        'rcpt',
        'defer',
        'recipient-policy',
        'recipient',
      ],
      [
        '451 4.3.0 Multiple destination domains per transaction is unsupported. Please try again.',
        'rcpt',
        'defer',
        'recycle',
        'message',
      ],
    ],
  },
  {
    from: 'gathered: knowledge.workspace.google.com (smtp-relay.gmail.com)',
    mx: 'smtp-relay.gmail.com',
    source: 'knowledge.workspace.google.com, Gmail SMTP errors and codes',
    entries: [
      [
        '450 4.2.1 Peak SMTP relay limit exceeded for customer. This is a temporary error.',
        'rcpt',
        'defer',
        'rate',
        'site',
      ],
    ],
  },
  {
    from: 'gathered: learn.microsoft.com (example-com.mail.protection.outlook.com)',
    mx: 'example-com.mail.protection.outlook.com',
    source:
      'learn.microsoft.com, non-delivery reports in Exchange Online; github.com/ActiveCampaign/smtp-field-manual/pull/99',
    entries: [
      [
        "550 5.7.129 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized to send to recipient because the sender isn't on the recipient's list of senders to accept mail from",
        'dot',
        'bounce',
        'recipient-policy',
        'recipient',
      ],
      ['432 4.3.2 STOREDRV.Deliver; recipient thread limit exceeded', 'dot', 'defer', 'recipient-rate', 'recipient'],
      [
        '550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant',
        'dot',
        'bounce',
        'protocol',
        'message',
      ],
    ],
  },
  {
    from: 'gathered: mailout.ru',
    mx: null,
    source: 'mailout.ru/2015/09; wiki of support in Russian',
    entries: [['550 message sending for this account is disabled', 'rcpt', 'defer', 'blocked', 'egress']],
  },
  {
    from: 'gathered: napoveda.seznam.cz',
    mx: null,
    source: 'napoveda.seznam.cz; faq.c4.cz; eurohosting.cz/cs/smtp',
    entries: [
      [
        '550 5.7.1 Rejected for Security Reasons, see http://www.eurohosting.test/smtp',
        'rcpt',
        'bounce',
        'recipient-policy',
        'recipient',
      ],
    ],
  },
  {
    from: 'gathered: nic.ru',
    mx: null,
    source: 'nic.ru/help/mail-diagnostics-and-troubleshooting_14426.html',
    entries: [
      ['451 Please try another server', 'rcpt', 'defer', 'busy', 'recipient'],
      ['451 b.test prohibited. Disk quota exceeded', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
    ],
  },
  {
    from: 'gathered: oliveit.tistory.com',
    mx: null,
    source: 'oliveit.tistory.com/39, replies of Naver',
    entries: [
      [
        '550 5.7.1 RDENY 192.0.2.1: The receiver denied your mail. Please contact the receiver with another way.: <a@b.test>',
        'rcpt',
        'bounce',
        'recipient-policy',
        'recipient',
      ],
      ['421 4.4.5 CCRT 192.0.2.1: Connection refused. Server is busy(RT)', 'connect', 'defer', 'busy', 'host'],
      ['550 5.2.1 RACT 192.0.2.1: Mailbox is inactive: <a@b.test>', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
    ],
  },
  {
    from: 'gathered: pomoc.poczta.interia.pl',
    mx: null,
    source: 'pomoc.poczta.interia.pl, why a message was not delivered',
    entries: [
      ["550 5.7.1 Recipient doesn't want your mail", 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['550 5.2.1 Mailbox not available', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
    ],
  },
  {
    from: 'gathered: postmaster.comcast.net (mx1a1.comcast.net)',
    mx: 'mx1a1.comcast.net',
    source: 'postmaster.comcast.net, mail error codes',
    entries: [
      [
        '554 resimta-po-01v.sys.comcast.net comcast 192.0.2.1 found on one or more DNSBLs, see http://postmaster.comcast.net/smtp-error-codes.php#BL000001',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'gathered: puffinknight.tistory.com',
    mx: null,
    source: 'puffinknight.tistory.com/102; blog.jinbo.net/007/archive/20051107, Korean portals',
    entries: [
      [
        '550 5.7.1 <a@b.test>... Error.your access was denied. Since you sent too many e-mails,you are not allowed to send more e-mails within 24 hours. After 24 hours,you can send e-mails as usual.',
        'rcpt',
        'defer',
        'rate',
        'site',
      ],
      ['550 5.1.1 Inactive mbox', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
      [
        '550 Transaction failed. (SPAM_SUSPECT:IP_CONTROL) (http://cleanip.paran.com)',
        'dot',
        'defer',
        'blocked',
        'site',
      ],
      [
        '554 5.7.1 DAS51 192.0.2.9: Your mail is blocked automatically by anti-spam system. (E06)',
        'dot',
        'bounce',
        'content',
        'message',
      ],
      ['421 4.3.1 You send too many messages.', 'mail', 'defer', 'rate', 'site'],
      ["550 You are registered as spammer (by user's reject list)", 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['554 5.0.0 Service unavailable (userid: mail is denied, by spam filter)', 'dot', 'bounce', 'content', 'message'],
    ],
  },
  {
    from: 'gathered: rbl.att.net',
    mx: null,
    source: 'rbl.att.net/block_enduser.html',
    entries: [
      ['521 <192.0.2.1> is blocked', 'connect', 'defer', 'blocked', 'site'],
      ['550 unauthorized interface for <192.0.2.1>', 'connect', 'defer', 'blocked', 'site'],
      [
        '550 [suspend] Mailbox currently suspended--Please contact correspondent directly.',
        'rcpt',
        'bounce',
        'mailbox-disabled',
        'recipient',
      ],
      ['550 [permfail] b.test requires valid sender domain', 'mail', 'defer', 'authentication', 'from-domain'],
    ],
  },
  {
    from: 'gathered: sitepackage.de',
    mx: null,
    source: 'sitepackage.de, Typische Fehlermeldungen bei Unzustellbarkeit',
    entries: [
      [
        '554 Refused. Your reverse DNS entry contains your IP address and a country code.',
        'connect',
        'defer',
        'authentication',
        'egress',
      ],
      [
        '550 Benutzer hat das Speichervolumen ueberschritten. / User has exhausted allowed storage space.',
        'rcpt',
        'bounce',
        'mailbox-full',
        'recipient',
      ],
      [
        '550 Benutzer hat zuviele Mails auf dem Server. / User has too many messages on the server.',
        'rcpt',
        'bounce',
        'mailbox-full',
        'recipient',
      ],
    ],
  },
  {
    from: 'gathered: smtp.codes',
    mx: null,
    source: 'smtp.codes/rackspace',
    entries: [
      ['450 4.4.0 <a@b.test> Temporary DMARC DNS lookup failure (G1E)', 'rcpt', 'defer', 'busy', 'message'],
      [
        "450 4.4.1 <a@b.test>: The recipient's server was temporarily unavailable to accept your message (G6)",
        'rcpt',
        'defer',
        'busy',
        'recipient',
      ],
      [
        '450 4.2.1 <a@b.test>: Mailbox received too much email in a short period of time (G30)',
        'rcpt',
        'defer',
        'recipient-rate',
        'recipient',
      ],
      ['451 4.7.1 Received too many messages from a new or untrusted IP (G28)', 'rcpt', 'defer', 'rate', 'site'],
    ],
  },
  {
    from: 'gathered: smtp.codes',
    mx: null,
    source: 'smtp.codes/zoho',
    entries: [
      ['452 <a@b.test> Mailbox delivery restricted by policy error', 'rcpt', 'defer', 'recipient-policy', 'recipient'],
      ['552 5.1.1 <a@b.test> Mailbox delivery failure policy error', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['452 4.3.1 Temporary System Error', 'rcpt', 'defer', 'busy', 'recipient'],
      ['552 5.7.1 virus Eicar-Test-Signature detected by Zoho Mail', 'dot', 'bounce', 'content', 'message'],
    ],
  },
  {
    from: 'gathered: sumari.jp',
    mx: null,
    source: 'sumari.jp/mail-error-message',
    entries: [['550 rejecting spoofed message', 'mail', 'defer', 'authentication', 'from-domain']],
  },
  {
    from: 'gathered: support.everycloudtech.com',
    mx: null,
    source: 'support.everycloudtech.com, reason codes',
    entries: [
      [
        '554 5.7.1 unknown domain or unknown recipient (LDAP check)',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
      ['554 5.5.4 IP sender address with a negative reputation', 'dot', 'defer', 'reputation', 'site'],
    ],
  },
  {
    from: 'gathered: support.forpsi.com and support.konto.pl',
    mx: null,
    source: 'support.forpsi.com and support.konto.pl, limits of incoming mail',
    entries: [
      ['550 5.1.0 0bcW1i00G0jifNx01bcmHa blocked by SPF', 'mail', 'defer', 'authentication', 'from-domain'],
      [
        '552 5.1.1 5.2.2 sorry, final recipient mailbox is full (chkuser)',
        'rcpt',
        'bounce',
        'mailbox-full',
        'recipient',
      ],
    ],
  },
  {
    from: 'gathered: support.onesystems.ch',
    mx: null,
    source: 'support.onesystems.ch/722126',
    entries: [['451 qq trouble in home directory (#4.3.0)', 'dot', 'defer', 'busy', 'message']],
  },
  {
    from: 'gathered: topwebhostingoffers.com',
    mx: null,
    source: 'topwebhostingoffers.com, various email bounce backs on a cPanel server',
    entries: [
      [
        '421 Temporarily rejected. Reverse DNS for this IP failed. IB108',
        'connect',
        'defer',
        'authentication',
        'egress',
      ],
      [
        '550 From: Domain is invalid. Please provide a valid From: IB506',
        'mail',
        'defer',
        'authentication',
        'from-domain',
      ],
    ],
  },
];
