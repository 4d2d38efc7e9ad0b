import type { Replies } from './entry.ts';

/**
 * Replies of the gathered and unseen sets of which the rules do not find the kind, or the outcome, that their words mean. They are kept
 * so that nobody takes the others for the whole; what is asked of them is that they suppress no address that exists.
 */
export const misread: readonly Replies[] = [
  {
    from: 'misread: ACLs of public Exim configurations',
    mx: null,
    source: 'ACLs of public Exim configurations',
    entries: [
      ['550 restricted characters in address', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['451 Connection limited: Sender rate 55.2 / 1h.', 'rcpt', 'defer', 'rate', 'site'],
    ],
  },
  {
    from: 'misread: a log of Postfix in 2010 at ubuntuforums.org',
    mx: null,
    source: 'a log of Postfix in 2010 at ubuntuforums.org, and others in public repositories',
    entries: [
      [
        '550 5.7.1 <a@b.test>: Recipient address rejected: temporarily blocked because of previous errors - retrying too fast. penalty: 30 seconds x 0 retries.',
        'rcpt',
        'defer',
        'reputation',
        'site',
      ],
    ],
  },
  {
    from: 'misread: blog.sina.com.cn',
    mx: null,
    source: 'blog.sina.com.cn/s/blog_8dc13ec50101fxxr.html',
    entries: [
      ['552 too many same size mails.', 'dot', 'bounce', 'content', 'message'],
      ['556 remote ip check error.', 'mail', 'defer', 'authentication', 'from-domain'],
    ],
  },
  {
    from: 'misread: blog.softmail.co.kr',
    mx: null,
    source: 'blog.softmail.co.kr/554, IceWarp SMTP error codes',
    entries: [['501 5.7.1 Permission denied', 'mail', 'defer', 'blocked', 'site']],
  },
  {
    from: 'misread: coviserver.de',
    mx: null,
    source: 'coviserver.de/e-mail-geblockt',
    entries: [
      [
        '450 4.7.1 <a@b.test>: Recipient address rejected: Service temporarily unavailable, please try later',
        'rcpt',
        'defer',
        'greylist',
        'message',
      ],
      ['450 4.7.1 [EAB] 554 IP=192.0.2.1 - A problem occurred.', 'connect', 'defer', 'blocked', 'site'],
    ],
  },
  {
    from: 'misread: github.com/KumoCorp/kumomta',
    mx: null,
    source: 'github.com/KumoCorp/kumomta, assets/community/bounces.toml',
    entries: [
      ['556 Invalid account. Tenant or Domain not found', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      [
        "550 Your message wasn't delivered due to an error; b.test requires an upgrade to Enhanced Protection at https://forwardemail.test",
        'rcpt',
        'bounce',
        'mailbox-disabled',
        'recipient',
      ],
      ['550 5.0.1 Invalid Sender. Your domain has been blacklisted', 'dot', 'defer', 'blocked', 'from-domain'],
    ],
  },
  {
    from: 'misread: github.com/SirWumpus/smtpf (BarricadeMX)',
    mx: null,
    source: 'github.com/SirWumpus/smtpf (BarricadeMX)',
    entries: [
      ['550 5.3.4 duplicate message rejected', 'dot', 'bounce', 'content', 'message'],
      ['550 5.7.1 DSN or MDN for message that did not originate here', 'dot', 'bounce', 'recipient-policy', 'message'],
      ['550 5.7.1 message rejected, SIQ score 12 too low', 'dot', 'defer', 'reputation', 'site'],
      ['550 5.7.1 null-sender messages 5 for <a@b.test> exceed 4/60s', 'rcpt', 'defer', 'recipient-rate', 'recipient'],
    ],
  },
  {
    from: 'misread: github.com/eNichers/node-bounce-handler',
    mx: null,
    source: 'github.com/eNichers/node-bounce-handler, lib/responses.js',
    entries: [['550 Adressat unbekannt oder Mailbox deaktiviert', 'rcpt', 'bounce', 'no-such-recipient', 'recipient']],
  },
  {
    from: 'misread: github.com/haraka/Haraka',
    mx: null,
    source: 'github.com/haraka/Haraka, plugins',
    entries: [['450 Split transaction, retry soon', 'rcpt', 'defer', 'recycle', 'message']],
  },
  {
    from: 'misread: github.com/iredmail/iRedAPD',
    mx: null,
    source: 'github.com/iredmail/iRedAPD, SMTP_ACTIONS',
    entries: [
      [
        '554 5.7.1 <a@b.test>: Recipient address rejected: Sender is not same as SMTP authenticate username',
        'rcpt',
        'defer',
        'authentication',
        'from-domain',
      ],
      [
        '554 5.7.1 <a@b.test>: Recipient address rejected: Blacklisted reverse DNS name of server IP address',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
      ['554 5.7.1 <a@b.test>: Recipient address rejected: Throttling quota exceeded', 'rcpt', 'defer', 'rate', 'site'],
    ],
  },
  {
    from: 'misread: github.com/sisimai/set-of-emails',
    mx: null,
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      [
        '550 Your E-Mail is redundant.  You cannot send E-Mail to yourself (a@b.test).',
        'dot',
        'bounce',
        'recipient-policy',
        'message',
      ],
      ['553 5.3.5 system config error', 'mail', 'bounce', 'routing', 'recipient'],
      ['552 5.6.0 Headers too large (3 max)', 'dot', 'bounce', 'protocol', 'message'],
      ['550 Insecure Mail Relay', 'rcpt', 'defer', 'blocked', 'site'],
    ],
  },
  {
    from: 'misread: github.com/smtpd/qpsmtpd',
    mx: null,
    source: 'github.com/smtpd/qpsmtpd, plugins',
    entries: [
      ['550 mail to a@b.test not accepted here', 'rcpt', 'bounce', 'routing', 'recipient'],
      ['450 Command refused due to lack of security', 'mail', 'defer', 'authentication', 'site'],
    ],
  },
  {
    from: 'misread: github.com/stalwartlabs/stalwart',
    mx: null,
    source: 'github.com/stalwartlabs/stalwart',
    entries: [
      ['455 4.3.0 Too many authentication errors, disconnecting.', 'auth', 'defer', 'authentication', 'site'],
      ['550 5.1.2 Mailing list not found.', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['550 5.7.7 Failed to parse message.', 'dot', 'bounce', 'protocol', 'message'],
    ],
  },
  {
    from: 'misread: github.com/twisted1919/bounce-handler',
    mx: null,
    source: 'github.com/twisted1919/bounce-handler, BounceHandler/rules.php',
    entries: [
      ['554 qq Sorry, no valid recipients (#5.1.3)', 'data', 'bounce', 'no-such-recipient', 'recipient'],
      [
        '550 5.7.1 Requested action not taken: mailbox not available',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
      ['550 Command RCPT User <a@b.test> not OK', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      [
        '550 5.1.1 <a@b.test>... email address lookup in domain map failed',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
      ['553 Mail data refused by AISP, rule [169648].', 'dot', 'bounce', 'content', 'message'],
      ['553 Specified domain is not allowed.', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
    ],
  },
  {
    from: 'misread: hardwaresecrets.com',
    mx: null,
    source:
      'hardwaresecrets.com/understanding-email-bounce-messages; spambrella.com/faq; headwayapp.co/mxroute-changelog; MagicSpam forum',
    entries: [
      [
        '450 4.7.1 Mail from 192.0.2.1 deferred using Trend Micro Email Reputation database. Please see https://www.mail-abuse.test/cgi-bin/lookup?192.0.2.1',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'misread: hmailserver.com',
    mx: null,
    source: 'hmailserver.com, SMTP error messages; github.com/hmailserver/hmailserver/issues/21',
    entries: [
      ['421 Excessive amounts of data sent to server.', 'mail', 'defer', 'recycle', 'connection'],
      ['451 Please try again later.', 'rcpt', 'defer', 'greylist', 'message'],
    ],
  },
  {
    from: 'misread: it-kosmopolit.de',
    mx: null,
    source: 'it-kosmopolit.de; spamresource.com/2020/06, T-Online',
    entries: [
      [
        '554 IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help or to contact tosa@rx.t-online.test for reset. (NOWL)',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'misread: logs of Postfix and Exim in public issues and code (docker-m (mx1-us1.ppe-hosted.com)',
    mx: 'mx1-us1.ppe-hosted.com',
    source:
      'logs of Postfix and Exim in public issues and code (docker-mailserver, mailinabox, Mailu, postal, iRedMail, ubuntuforums)',
    entries: [['421 4.3.2 All screening ports are busy', 'connect', 'defer', 'connections', 'site']],
  },
  {
    from: 'misread: logs of Postfix and Exim in public issues and code (docker-m',
    mx: null,
    source:
      'logs of Postfix and Exim in public issues and code (docker-mailserver, mailinabox, Mailu, postal, iRedMail, ubuntuforums)',
    entries: [
      [
        '421 4.7.1 : (DYN:T1) http://postmaster.info.aol.test/errors/421dynt1.html',
        'connect',
        'defer',
        'reputation',
        'site',
      ],
    ],
  },
  {
    from: 'misread: postmaster.gmx.net',
    mx: null,
    source: 'postmaster.gmx.net; new-faq.comservice-ffo.de; github.com/jstedfast/MailKit/issues/968',
    entries: [
      [
        '550-Requested action not taken: mailbox unavailable\n550 Failure sending mail. Try again later.',
        'rcpt',
        'defer',
        'busy',
        'recipient',
      ],
    ],
  },
  {
    from: 'misread: puffinknight.tistory.com',
    mx: null,
    source: 'puffinknight.tistory.com/102; blog.jinbo.net/007/archive/20051107, Korean portals',
    entries: [['501 Denied domain name', 'mail', 'bounce', 'recipient-policy', 'message']],
  },
  {
    from: 'misread: rbl.att.net',
    mx: null,
    source: 'rbl.att.net/block_enduser.html',
    entries: [['421-failure in DNS look-up.', 'connect', 'defer', 'authentication', 'egress']],
  },
  {
    from: 'misread: success.trendmicro.com',
    mx: null,
    source: 'success.trendmicro.com, messages blocked by ERS; github.com/thunderbird/mailstrom/issues/197',
    entries: [
      [
        '550 5.7.1 <a@b.test>: Recipient address rejected: Mail from <192.0.2.11> was refused due to the sender IP found in ERS-DUL. For details, query the IP reputation on https://servicecentral.trendmicro.com/en-US/ers/.',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
      [
        '450 4.7.1 Mail from 192.0.2.1 has been blocked by Trend Micro Email Reputation Service. Please see https://ers.trendmicro.com/reputations to get detailed information.',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'misread: support.everycloudtech.com',
    mx: null,
    source: 'support.everycloudtech.com, reason codes',
    entries: [
      ['550 5.2.2 explicit blocking of sender or recipient address', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
    ],
  },
];
