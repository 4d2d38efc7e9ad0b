import type { Replies } from './entry.ts';

const manual = 'smtpfieldmanual.com (github.com/ActiveCampaign/smtp-field-manual, data/codes)';
const sisimai = 'github.com/sisimai/p5-sisimai, lib/Sisimai/Rhost';
const kumomta = 'github.com/KumoCorp/kumomta, assets/community/shaping.toml';

/** Filters before others’ mailboxes, smaller providers, and SES as a relay. */
export const filtersAndOthers: readonly Replies[] = [
  {
    from: 'Mimecast',
    mx: 'eu-smtp-inbound-1.mimecast.com',
    source: `community.mimecast.com, SMTP error codes; ${sisimai}/Mimecast.pm; ${manual}`,
    entries: [
      [
        '451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451',
        'rcpt',
        'defer',
        'greylist',
        'message',
      ],
      ['451 Account service is temporarily unavailable', 'rcpt', 'defer', 'connections', 'site'],
      [
        '550 Administrative prohibition - envelope blocked - https://community.mimecast.com/docs/DOC-1369#550',
        'rcpt',
        'bounce',
        'recipient-policy',
        'recipient',
      ],
      ['550 SPF Sender Invalid - envelope rejected', 'rcpt', 'defer', 'authentication', 'from-domain'],
      ['550 Local CT IP Reputation - (reject)', 'rcpt', 'defer', 'reputation', 'site'],
      [
        '554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554',
        'dot',
        'bounce',
        'recipient-policy',
        'message',
      ],
      ['452 Too many recipients', 'rcpt', 'defer', 'recycle', 'message'],
    ],
  },
  {
    from: 'Barracuda',
    mx: 'd12345a.ess.barracudanetworks.com',
    source: manual,
    entries: [
      ['421 Too many messages for this session', 'mail', 'defer', 'recycle', 'connection'],
      [
        '451 4.7.1 <a@b.test>: Recipient address rejected: Greylisted for 5 minutes',
        'rcpt',
        'defer',
        'greylist',
        'message',
      ],
      [
        '450 cuda_nsu 4.7.1 <a@b.test>: Recipient address rejected: Policy Rejection- Abuse. Go away.',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
      ['550 permanent failure for one or more recipients (a@b.test:blocked)', 'dot', 'bounce', 'content', 'message'],
      ['550 No such user (a@b.test)', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
    ],
  },
  {
    from: 'Proofpoint',
    mx: 'mx0a-00123401.pphosted.com',
    source: manual,
    entries: [
      [
        '421 4.1.1 <a@b.test>: Recipient address rejected: unverified address: Address verification in progress',
        'rcpt',
        'defer',
        'busy',
        'recipient',
      ],
      ['554 Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1', 'connect', 'defer', 'blocked', 'site'],
      [
        '550 5.7.1 Service unavailable; client [192.0.2.1] blocked using prs.proofpoint.com',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
      ["550 5.7.0 Email rejected per sender's DMARC policy", 'dot', 'defer', 'authentication', 'from-domain'],
    ],
  },
  {
    from: 'Cox',
    mx: 'cxr.mx.a.cloudfilter.net',
    source: `cox.com/residential/support/email-error-codes.html; ${sisimai}/Cox.pm`,
    entries: [
      ['421 eastrmimpi206 cox Too many sessions from 192.0.2.1. CXCNCT', 'connect', 'defer', 'connections', 'site'],
      ['452 eastrmimpi206 cox 192.0.2.1 Message threshold exceeded CXMXRT', 'mail', 'defer', 'rate', 'site'],
      ['554 cox too many bad commands from 192.0.2.1', 'connect', 'defer', 'blocked', 'site'],
    ],
  },
  {
    from: 'Charter, Spectrum',
    mx: 'pkvw-mx.msg.pkvw.co.charter.net',
    source: `spectrum.net/support/internet/understanding-email-error-codes; ${sisimai}/Spectrum.pm`,
    entries: [
      ['421 p-mx1 Connection refused. AUP#I-1310', 'connect', 'defer', 'connections', 'site'],
      ['452 Too many messages. AUP#Out-1390', 'mail', 'defer', 'rate', 'site'],
    ],
  },
  {
    from: 'Mail.ru',
    mx: 'mxs.mail.ru',
    source: manual,
    entries: [
      [
        '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x or report details to abuse@corp.mail.ru.',
        'dot',
        'defer',
        'blocked',
        'site',
      ],
      [
        '550 Message was not accepted -- invalid mailbox. Local mailbox a@mail.ru is unavailable: account is disabled',
        'rcpt',
        'bounce',
        'mailbox-disabled',
        'recipient',
      ],
      [
        '550 Message was not accepted -- invalid mailbox. Local mailbox a@mail.ru is unavailable: user not found',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
    ],
  },
  {
    from: 'Yandex',
    mx: 'mx.yandex.ru',
    source: manual,
    entries: [
      [
        '450 4.2.1 The recipient has exceeded message rate limit. Try again later.',
        'rcpt',
        'defer',
        'recipient-rate',
        'recipient',
      ],
      [
        '451 4.7.1 Sorry, the service is currently unavailable. Please come back later.',
        'dot',
        'defer',
        'busy',
        'site',
      ],
      ['550 5.7.1 No such user!', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      [
        '554 5.7.1 [1] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc',
        'dot',
        'bounce',
        'content',
        'message',
      ],
      ['552 5.2.2 Mailbox size limit exceeded', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
    ],
  },
  {
    from: 'KPN, Netvigator, Yahoo Japan',
    mx: null,
    source: kumomta,
    entries: [
      ['421 4.7.0 Too many messages for this session', 'mail', 'defer', 'recycle', 'connection'],
      ['421 Timeout waiting for command', 'mail', 'defer', 'recycle', 'connection'],
    ],
  },
  {
    from: 'Yahoo Japan',
    mx: 'mx1.mail.yahoo.co.jp',
    source: kumomta,
    entries: [['553 Mail from 192.0.2.1 not allowed - VS98-IP0 deferred', 'mail', 'defer', 'rate', 'site']],
  },
  {
    from: 'Amazon SES, as a relay',
    mx: 'email-smtp.eu-west-1.amazonaws.com',
    source: 'docs.aws.amazon.com/ses: manage-sending-quotas-errors, troubleshoot-smtp',
    entries: [
      ['454 Throttling failure: Maximum sending rate exceeded.', 'dot', 'defer', 'rate', 'site'],
      ['454 Throttling failure: Daily message quota exceeded.', 'dot', 'defer', 'quota-sender', 'egress'],
      [
        '554 Message rejected: Email address is not verified. The following identities failed the check in region EU-WEST-1: a@b.test',
        'dot',
        'defer',
        'authentication',
        'from-domain',
      ],
      ['535 Authentication Credentials Invalid', 'auth', 'defer', 'authentication', 'egress'],
      [
        '554 Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
        'dot',
        'defer',
        'blocked',
        'egress',
      ],
      ['451 Timeout waiting for data from client.', 'data', 'defer', 'recycle', 'connection'],
    ],
  },
];
