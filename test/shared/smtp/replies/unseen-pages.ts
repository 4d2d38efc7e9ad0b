import type { Replies } from './entry.ts';

/** As `unseenBounces`, from help pages. */
export const unseenPages: readonly Replies[] = [
  {
    from: 'unseen: bastion.umanix.net',
    mx: null,
    source: 'bastion.umanix.net/info, replies of Baruwa',
    entries: [
      ['550 Dictionary attack detected', 'rcpt', 'defer', 'reputation', 'site'],
      ['550 The domain example.com is banned', 'mail', 'defer', 'blocked', 'from-domain'],
    ],
  },
  {
    from: 'unseen: blog.sina.com.cn',
    mx: null,
    source: 'blog.sina.com.cn/s/blog_8dc13ec50101fxxr.html',
    entries: [
      ['555 helohost error.', 'ehlo', 'defer', 'authentication', 'egress'],
      ['450 mailbox unavailable.', 'rcpt', 'defer', 'busy', 'recipient'],
      ['451 out of allow RCPT numbers.', 'rcpt', 'defer', 'recycle', 'message'],
      ['554 rbl deny.', 'connect', 'defer', 'blocked', 'site'],
      ['553 host denies relay.', 'rcpt', 'bounce', 'routing', 'recipient'],
      ['550 black ip.', 'connect', 'defer', 'blocked', 'site'],
      ['550 user is locked.', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
      ['554 attachment is too long.', 'dot', 'bounce', 'message-size', 'message'],
    ],
  },
  {
    from: 'unseen: blog.softmail.co.kr',
    mx: null,
    source: 'blog.softmail.co.kr/554, IceWarp SMTP error codes',
    entries: [['501 5.5.1 HELO/EHLO requires domain address', 'ehlo', 'defer', 'authentication', 'egress']],
  },
  {
    from: 'unseen: github.com/haraka/Haraka',
    mx: null,
    source: 'github.com/haraka/Haraka, plugins and issues 68, 3403',
    entries: [['451 Queuing declined or disabled, try later', 'dot', 'defer', 'busy', 'host']],
  },
  {
    from: 'unseen: github.com/thunderbird/mailstrom (d405521.a.ess.barracudanetworks.com)',
    mx: 'd405521.a.ess.barracudanetworks.com',
    source: 'github.com/thunderbird/mailstrom/issues/162',
    entries: [
      [
        '550 permanent failure for one or more recipients (a@b.test:550 5.4.1 Recipient address rejected: Access denied. [AM5EUR02FT012])',
        'dot',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
    ],
  },
  {
    from: 'unseen: github.com/thunderbird/mailstrom (d405521.a.ess.ca.barracudanetworks.com)',
    mx: 'd405521.a.ess.ca.barracudanetworks.com',
    source: 'github.com/thunderbird/mailstrom/issues/162',
    entries: [
      [
        '550 Service unavailable; Client host [mail.example.com] blocked using Barracuda Reputation; http://www.barracudanetworks.com/reputation/?r=1&ip=192.0.2.9 (a@b.test:blocked)',
        'dot',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'unseen: godaddy.com',
    mx: null,
    source: 'godaddy.com/help/fix-rejected-email-with-a-bounce-error-40685',
    entries: [['552 Message rejected for spam or virus content', 'dot', 'bounce', 'content', 'message']],
  },
  {
    from: 'unseen: hmailserver.com',
    mx: null,
    source: 'hmailserver.com, SMTP error messages; github.com/hmailserver/hmailserver/issues/21',
    entries: [['421 Recipient not in route list', 'rcpt', 'defer', 'no-such-recipient', 'recipient']],
  },
  {
    from: 'unseen: icoremail.vip',
    mx: null,
    source: 'icoremail.vip/support, bounce texts of Coremail',
    entries: [
      ['550 Requested mail action not taken: Fake sender', 'mail', 'defer', 'authentication', 'from-domain'],
      ['550 Requested mail action not taken: Invalid IP', 'connect', 'defer', 'blocked', 'site'],
      ['550 User in blacklist', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['550 User suspended', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
    ],
  },
  {
    from: 'unseen: it-kosmopolit.de',
    mx: null,
    source: 'it-kosmopolit.de; spamresource.com/2020/06, T-Online',
    entries: [
      [
        '550-5.7.0 Message considered as spam or virus, rejected\n550-5.7.0 Your IP: 192.0.2.1\n550-5.7.0 Mailhost: mailin72.aul.t-online.de\n550 5.7.0 Your message has been rejected due to spam or virus classification.',
        'dot',
        'bounce',
        'content',
        'message',
      ],
    ],
  },
  {
    from: 'unseen: knowledge.workspace.google.com (gmail-smtp-in.l.google.com)',
    mx: 'gmail-smtp-in.l.google.com',
    source: 'knowledge.workspace.google.com, Gmail SMTP errors and codes',
    entries: [
      [
        '550 5.7.1 This message violates example.com email policy. - gcdp 5b1f17b1804b1-4e2d3 - gsmtp',
        'dot',
        'bounce',
        'recipient-policy',
        'message',
      ],
      [
        '452 4.5.3 Domain policy size per transaction exceeded, please try this recipient in a separate transaction.',
        'rcpt',
        'defer',
        'recycle',
        'message',
      ],
    ],
  },
  {
    from: 'unseen: learn.microsoft.com (example-com.mail.protection.outlook.com)',
    mx: 'example-com.mail.protection.outlook.com',
    source:
      'learn.microsoft.com, non-delivery reports in Exchange Online; github.com/ActiveCampaign/smtp-field-manual/pull/99',
    entries: [
      [
        '550 5.7.513 Service unavailable, Client host [192.0.2.1] blocked by b.test using Customer Block list (AS16012607)',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
      [
        '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy',
        'dot',
        'bounce',
        'recipient-policy',
        'message',
      ],
      [
        '451 4.4.4 Mail received as unauthenticated, incoming to a recipient domain configured in a hosted tenant which has no mail-enabled subscriptions. ATTR5 [AM5EUR02FT012.eop-EUR02.prod.protection.outlook.com]',
        'rcpt',
        'defer',
        'routing',
        'recipient',
      ],
    ],
  },
  {
    from: 'unseen: mxtoolbox.com',
    mx: null,
    source: 'mxtoolbox.com/Bouncebacks',
    entries: [
      [
        '501 Connection Refused. Your mail was rejected because the lookup of the reverse DNS record failed.',
        'connect',
        'defer',
        'authentication',
        'egress',
      ],
    ],
  },
  {
    from: 'unseen: netbit.com.br',
    mx: null,
    source: 'netbit.com.br/suporte; uol.com.br in public logs',
    entries: [
      [
        '550 R1: HELO should be a FQDN or address literal (See RFC 2821 4.1.1.1)',
        'ehlo',
        'defer',
        'authentication',
        'egress',
      ],
    ],
  },
  {
    from: 'unseen: oliveit.tistory.com',
    mx: null,
    source: 'oliveit.tistory.com/39, replies of Naver',
    entries: [
      ['421 4.4.1 CHIC 192.0.2.1: Network is busy.', 'connect', 'defer', 'busy', 'host'],
      ['550 5.1.1 RUSR 192.0.2.1: No such user: <a@b.test>', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
    ],
  },
  {
    from: 'unseen: pomoc.poczta.interia.pl',
    mx: null,
    source: 'pomoc.poczta.interia.pl, why a message was not delivered',
    entries: [
      [
        '550 5.1.1 Account not found / Nie ma takiego konta, czytaj wiecej: http://l.int.pl/1',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
      [
        '550 5.7.0 [SPF] mail.example.com (192.0.2.1) is not allowed to send mail from example.com',
        'rcpt',
        'defer',
        'authentication',
        'from-domain',
      ],
    ],
  },
  {
    from: 'unseen: postmaster.comcast.net (mx1a1.comcast.net)',
    mx: 'mx1a1.comcast.net',
    source: 'postmaster.comcast.net, mail error codes',
    entries: [['421 Reverse DNS failure : Try again later', 'connect', 'defer', 'authentication', 'egress']],
  },
  {
    from: 'unseen: postmaster.gmx.net (mx00.gmx.net)',
    mx: 'mx00.gmx.net',
    source: 'postmaster.gmx.net; new-faq.comservice-ffo.de; github.com/jstedfast/MailKit/issues/968',
    entries: [
      [
        '552-Requested mail action aborted: exceeded storage allocation\n552-Quota exceeded.\n552 For explanation visit https://postmaster.gmx.net/en/case?c=r1503',
        'rcpt',
        'bounce',
        'mailbox-full',
        'recipient',
      ],
      [
        '554-gmx.net (mxgmx114) Nemesis ESMTP Service not available\n554-No SMTP service\n554-Bad DNS PTR resource record.\n554 For explanation visit http://postmaster.gmx.com/en/error-messages',
        'connect',
        'defer',
        'authentication',
        'egress',
      ],
    ],
  },
  {
    from: 'unseen: puffinknight.tistory.com',
    mx: null,
    source: 'puffinknight.tistory.com/102; blog.jinbo.net/007/archive/20051107, Korean portals',
    entries: [
      ['554 Relay operation rejected', 'rcpt', 'bounce', 'routing', 'recipient'],
      [
        '421 4.3.2 Your IP(192.0.2.104) is filtered and this connection will be closed. You must register your IP to http://realip.naver.com',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'unseen: qqmailbox.com (mx3.qq.com)',
    mx: 'mx3.qq.com',
    source: 'qqmailbox.com/transceivers/169.html; public kernel mailing list bounces',
    entries: [
      [
        '550 SPF check failed [MMRLP+TBCMJMArt3n0fWAFRyR6SFE8IEpMx10V IP: 192.0.2.190]. http://service.mail.qq.com/cgi-bin/help?subtype=1&&no=1001445&&id=20022.',
        'dot',
        'defer',
        'authentication',
        'from-domain',
      ],
    ],
  },
  {
    from: 'unseen: rbl.att.net',
    mx: null,
    source: 'rbl.att.net/block_enduser.html',
    entries: [
      [
        '553 5.3.0 flph829 DNSBL:RBL 521< 192.0.2.1 >_is_blocked.For assistance forward this error to abuse_rbl@abuse-att.test',
        'mail',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'unseen: riudoms.xarxa-omnia.org',
    mx: null,
    source: 'riudoms.xarxa-omnia.org; eomatica.gal, Catalan and Galician help pages',
    entries: [['552 Message body is too big', 'dot', 'bounce', 'message-size', 'message']],
  },
  {
    from: 'unseen: sitepackage.de',
    mx: null,
    source: 'sitepackage.de, Typische Fehlermeldungen bei Unzustellbarkeit',
    entries: [
      ['550 Recipient verification problem', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['500 5.0.0 Depot returns error: <552 5.2.2 Over quota>', 'dot', 'bounce', 'mailbox-full', 'recipient'],
      ['550 Unknown local part hans in <hans@b.test>', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
    ],
  },
  {
    from: 'unseen: smtp.codes',
    mx: null,
    source: 'smtp.codes/rackspace',
    entries: [
      ['450 4.4.6 Routing loop detected (G16)', 'rcpt', 'defer', 'routing', 'recipient'],
      ['421 Too many concurrent connections from this client (G2)', 'connect', 'defer', 'connections', 'site'],
      ['450 4.7.1 Client host 192.0.2.1 has no PTR record (G1F)', 'rcpt', 'defer', 'authentication', 'egress'],
    ],
  },
  {
    from: 'unseen: success.trendmicro.com',
    mx: null,
    source: 'success.trendmicro.com, messages blocked by ERS; github.com/thunderbird/mailstrom/issues/197',
    entries: [
      [
        '550 Mail from 192.0.2.1 refused by rbl-plus.mail-abuse.org. Please refer to http://mail-abuse.org/rbl+ for an explanation',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'unseen: sumari.jp',
    mx: null,
    source: 'sumari.jp/mail-error-message',
    entries: [["550 can't accept user", 'rcpt', 'bounce', 'recipient-policy', 'recipient']],
  },
  {
    from: 'unseen: support.everycloudtech.com',
    mx: null,
    source: 'support.everycloudtech.com, reason codes',
    entries: [
      ['554 5.5.7 e-mail Rejected Content Attachment', 'dot', 'bounce', 'content', 'message'],
      ['554 5.6.5 TLS encryption required by customer rule', 'mail', 'defer', 'authentication', 'site'],
    ],
  },
  {
    from: 'unseen: support.forpsi.com and support.konto.pl',
    mx: null,
    source: 'support.forpsi.com and support.konto.pl, limits of incoming mail',
    entries: [
      ['552 5.2.0 0biL1i00V1cmcpM01biL4w spam detected', 'dot', 'bounce', 'content', 'message'],
      ['550 5.1.1 <a@b.test> sender is blacklisted', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
    ],
  },
  {
    from: 'unseen: topwebhostingoffers.com',
    mx: null,
    source: 'topwebhostingoffers.com, various email bounce backs on a cPanel server',
    entries: [
      [
        '452 This message contains too many recipients. Please reduce the number of recipients and retry. IB605',
        'rcpt',
        'defer',
        'recycle',
        'message',
      ],
    ],
  },
];
