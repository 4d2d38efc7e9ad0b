import type { Replies } from './entry.ts';

/**
 * Replies that bounces in public collections quote, with what their words mean, decided before the rules were looked at: the first half
 * of 252, from which the rules of 2026-11-25 were learned.
 */
export const gatheredBounces: readonly Replies[] = [
  {
    from: 'gathered: github.com/sisimai/set-of-emails (gmail-smtp-in.l.google.com)',
    mx: 'gmail-smtp-in.l.google.com',
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      [
        '550-5.7.25 [192.0.2.202] The IP address sending this message does not have a\n550-5.7.25 PTR record setup, or the corresponding forward DNS entry does not\n550 5.7.25 point to the sending IP.',
        'rcpt',
        'defer',
        'authentication',
        'from-domain',
      ],
      [
        '550-5.7.1 This message is not RFC 5322 compliant. There are multiple Subject\n550-5.7.1 headers. To reduce the amount of spam sent to Gmail, this message has\n550 5.7.1 been blocked.',
        'dot',
        'bounce',
        'protocol',
        'message',
      ],
    ],
  },
  {
    from: 'gathered: github.com/sisimai/set-of-emails (mxa-00123401.gslb.pphosted.com)',
    mx: 'mxa-00123401.gslb.pphosted.com',
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      [
        '554 Blocked - see https://support.proofpoint.com/dnsbl-lookup.cgi?ip=192.0.2.225',
        'connect',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'gathered: github.com/sisimai/set-of-emails (mxs.mail.ru)',
    mx: 'mxs.mail.ru',
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      [
        '550 5.7.1 This message was not accepted due to domain (example.org) owner DMARC policy (RFC 7489) https://help.mail.ru/mail-help/postmaster/dmarc',
        'dot',
        'defer',
        'authentication',
        'from-domain',
      ],
    ],
  },
  {
    from: 'gathered: github.com/sisimai/set-of-emails (smtpz4.laposte.net)',
    mx: 'smtpz4.laposte.net',
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      [
        '554 5.7.1 <mail.example.net[192.0.2.7]:49309>: Client host rejected: #216 lpn LPN000_630',
        'rcpt',
        'defer',
        'blocked',
        'site',
      ],
    ],
  },
  {
    from: 'gathered: github.com/sisimai/set-of-emails',
    mx: null,
    source: 'github.com/sisimai/set-of-emails',
    entries: [
      ['554 INVALID IP FOR SENDING MAIL OF DOMAIN example.com', 'rcpt', 'defer', 'authentication', 'from-domain'],
      ['554 5.7.1 Reverse DNS failed.', 'mail', 'defer', 'authentication', 'egress'],
      ['550 domain [example.com] mismatches client ip 192.0.2.225.', 'mail', 'defer', 'authentication', 'from-domain'],
      [
        '550 5.7.1 <a@b.test>: Recipient address rejected: User a@b.test temporary locked. Please try again later!',
        'rcpt',
        'defer',
        'mailbox-disabled',
        'recipient',
      ],
      [
        "554 5.7.1 Your message was rejected due to example.org's DMARC policy. See https://support.apple.com/en-us/HT204137 for info",
        'dot',
        'defer',
        'authentication',
        'from-domain',
      ],
      ['550 <a@b.test>... User not exist', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['554 st11p00im-smtpin013.me.test ESMTP not accepting connections', 'connect', 'defer', 'blocked', 'site'],
      [
        '554 5.6.0 This message has been scored as spam with a probability of more than 90%',
        'dot',
        'bounce',
        'content',
        'message',
      ],
      ['550 Invalid recipient: <a@k.vodafone.test>', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['541 5.4.1 Mail rejected by destination domain', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      ['550 Denied by policy', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      [
        '550-Your message was rejected by this system and was not delivered.\n550-Reason: This system will not accept messages from servers/devices with no reverse DNS. IP=[192.0.2.2]\n550-Protection provided by: MagicMail version 2.0\n550 For more information, please visit the URL:',
        'rcpt',
        'defer',
        'authentication',
        'egress',
      ],
      ['554 Mail from a@example.net rejected for policy reasons.', 'rcpt', 'bounce', 'recipient-policy', 'recipient'],
      [
        "550 5.1.0 192.0.2.222 is not allowed to send from <example.net> per it's SPF Record. Please inspect your SPF settings, and try again. IB508  <http://x.co/srbounce>",
        'rcpt',
        'defer',
        'authentication',
        'from-domain',
      ],
      ['550 Unauthenticated senders not allowed', 'mail', 'defer', 'authentication', 'from-domain'],
      [
        '550 5.7.1 Connections not accepted from servers without a valid sender domain. Fix reverse DNS for 192.0.2.2',
        'mail',
        'defer',
        'authentication',
        'egress',
      ],
      ['550 5.7.0 Local Policy Violation', 'dot', 'bounce', 'recipient-policy', 'message'],
      [
        '550-5.1.0 MXIN506 MailFrom domain is listed in Spamhaus. To request removal from this list see https:\n550 5.1.0 //www.spamhaus.org/query/lookup/ ;id=DLOkvMxsVeZooDLOkv7hl0;sid=DLOkvMxsVeZoo;mta=mx12-prd-nl1-vmo;d=20251027',
        'mail',
        'defer',
        'blocked',
        'from-domain',
      ],
      ['501 5.0.0 Invalid domain name', 'mail', 'defer', 'authentication', 'from-domain'],
      ["550 'a@b.test' is not a registered gateway user", 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      [
        '550 5.1.0 <a@b.test>  - 192.0.2.222 has sent to too many recipients this hour. IB607  <http://x.co/rlbounce>',
        'rcpt',
        'defer',
        'rate',
        'site',
      ],
      [
        '501 Rcpt-To validation failed: RCPT TO not accepted: 5.7.1 This system is not configured to relay mail (r) from <a@p2.example.com> to <b@example.jp> for 127.0.0.1',
        'rcpt',
        'bounce',
        'routing',
        'recipient',
      ],
      ['550 5.1.6 recipient no longer on server: a@b.test', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['554 5.7.9 Header error', 'dot', 'bounce', 'protocol', 'message'],
      ['553 http://www.spamhaus.org/query/bl?ip=192.0.2.222', 'connect', 'defer', 'blocked', 'site'],
      ["554 Transaction failed: Duplicate header 'DKIM-Signature'.", 'dot', 'bounce', 'protocol', 'message'],
      ['525 5.7.13 Disabled recipient address', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
      ["550 5.7.1 can't determine Purported Responsible Address", 'rcpt', 'defer', 'authentication', 'from-domain'],
      ['554 5.7.7 Email policy violation detected', 'dot', 'bounce', 'recipient-policy', 'message'],
      ['451 Could not load DRD for domain (example.com) rcpt (a@example.com)', 'rcpt', 'defer', 'busy', 'recipient'],
      [
        '451 4.3.0 This message could not be delivered due to a recipient error. Please try again later.',
        'rcpt',
        'defer',
        'busy',
        'recipient',
      ],
    ],
  },
];
