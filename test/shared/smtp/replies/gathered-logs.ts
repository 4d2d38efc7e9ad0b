import type { Replies } from './entry.ts';

/** As `gatheredBounces`, from logs in public issues and code. */
export const gatheredLogs: readonly Replies[] = [
  {
    from: 'gathered: logs of Postfix and Exim',
    mx: null,
    source: 'logs of Postfix and Eximailserver, mailinabox, Mailu, postal, iRedMail, ubuntuforums)',
    entries: [
      [
        '554 5.7.1 b.test is a closed system. Emails can only be sent to or received from a limited number of approved external addresses.',
        'dot',
        'bounce',
        'recipient-policy',
        'message',
      ],
      [
        '550 Mailbox a@b.test is locked due to inactivity for more than 6 months',
        'rcpt',
        'bounce',
        'mailbox-disabled',
        'recipient',
      ],
      ['540 5.7.1 <a@b.test>: recipient address rejected: Inactive', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
      ['550 Spam limit has been reached', 'dot', 'bounce', 'content', 'message'],
      ['552 Mailbox limit exeeded for this email address', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
      ['554 5.7.1 POL-P1 http://www.spamhaus.org/query/bl?ip=192.0.2.77', 'connect', 'defer', 'blocked', 'site'],
      ['553 Mail from example.com not allowed', 'mail', 'bounce', 'recipient-policy', 'message'],
      ['550 recipient <a@b.test> denied', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      [
        '450 4.2.1 <a@b.test>: Recipient address rejected: this mailbox is inactive and has been disabled',
        'rcpt',
        'defer',
        'mailbox-disabled',
        'recipient',
      ],
      ['550 Sender IP reverse lookup rejected', 'mail', 'defer', 'authentication', 'egress'],
      ['451 qq write error or disk full (#4.3.0)', 'dot', 'defer', 'busy', 'host'],
      [
        '550-sender IP-address 192.0.2.1 locally blacklisted because\n550 of too much spam',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
      ['554 5.7.1 You are not allowed to connect.', 'connect', 'defer', 'blocked', 'site'],
      [
        '554 Email address is not verified. The following identities failed the check in region AP-NORTHEAST-1: a@example.jp',
        'mail',
        'defer',
        'authentication',
        'from-domain',
      ],
      ['451 user unknown or mailbox full', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      [
        '550 Mailbox is full / Blocks limit exceeded / Inode limit exceeded',
        'rcpt',
        'bounce',
        'mailbox-full',
        'recipient',
      ],
      [
        "554-esa1.example.iphmx.test\n554 Your access to this mail system has been rejected due to the sending MTA's poor reputation. If you believe that this failure is in error, please contact the intended recipient via alternate means.",
        'connect',
        'defer',
        'reputation',
        'site',
      ],
      ['552 Permanent failure, user is over quote', 'dot', 'bounce', 'mailbox-full', 'recipient'],
      [
        '550 5.5.1 Recipient rejected - XSEU_403 - https://postmaster-oxseu.vadesecure.test/inbound_error_codes/#_403',
        'rcpt',
        'bounce',
        'recipient-policy',
        'recipient',
      ],
    ],
  },
];
