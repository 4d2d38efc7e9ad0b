import { permanent, transaction, transient } from '../codes.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** Who the mail says it is from, and who says it. */
export const authenticationRules: readonly Rule[] = [
  {
    name: 'tls-not-now',
    code: transient,
    commands: ['starttls', 'ehlo', 'auth'],
    text: /\btls\b|\bssl\b|temporary auth|auth\w* .{0,30}(?:temporar|unavailable|try)/,
    then: { outcome: 'defer', kind: 'busy', scope: 'host' },
    samples: {
      matches: [
        ['454 4.7.0 TLS not available due to local problem', 'starttls'],
        ['454 4.7.0 Temporary authentication failure', 'auth'],
      ],
      not: [['530 5.7.0 Must issue a STARTTLS command first', 'mail']],
    },
    source: 'RFC 3207 §4; RFC 4954 §4',
    date,
  },
  {
    name: 'tls-required',
    text: pattern`
      (?:must|require\w*|needs?|only|mandatory|without|enforce\w*|please use|issue a|not encrypted|unencrypted|plain ?text).{0,40}(?:starttls|\btls\b|\bssl\b|encrypt)
      (?:starttls|\btls\b|\bssl\b|encrypt\w*|secure (?:connection|channel))\b.{0,40}(?:require|mandatory|must|needed|enforced|first|not used|policy|too (?:old|low)|unsupported version)
      (?:session|connection|message|mail) .{0,30}(?:not|un)[ -]?encrypt|secure (?:receipt|transport)
      mta-?sts|\btlsa\b|requiretls|certificate .{0,40}(?:expired|invalid|not valid|untrusted|not trusted|verif|mismatch|required)
      verschlussel\w*.{0,30}(?:erforderlich|notwendig|pflicht)|nur verschlusselt|chiffrement .{0,20}(?:requis|obligatoire)|(?:tls|cifrado) .{0,20}(?:requerido|obligatorio|richiest|wymagan)|требуется .{0,12}(?:tls|шифр)
    `,
    unless: /url|attachment|encrypted (?:file|attachment|archive|zip)|password/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'site' },
    samples: {
      matches: [
        ['530 5.7.0 Must issue a STARTTLS command first', 'mail'],
        ['550 5.7.10 Encryption needed', 'mail'],
        ['550 5.7.1 TLS is required by policy for this recipient', 'rcpt'],
      ],
      not: [['554 5.7.1 Encrypted attachment not allowed', 'dot']],
    },
    source: 'RFC 3207 §4; RFC 3463 §3.8',
    date,
  },
  {
    name: 'login-required',
    code: permanent,
    text: pattern`
      \b(?:smtp )?auth(?:entication|enticate)? (?:is )?(?:required|needed|first|failed|failure|unsuccessful|credentials)|(?:must|please|need to|have to|required to) (?:first )?(?:authenticate|log ?in|be authenticated)
      (?:not|n't) (?:been )?authenticated|username and password not accepted|(?:bad|invalid|incorrect|wrong) (?:user ?name|credentials|password|login)
      turn on smtp auth|authentifi\w+ (?:requise|erforderlich)|anmeldung erforderlich|autenticacion requerida|autenticacao (?:requerida|necessaria)|autenticazione richiesta|wymagan\w* (?:autoryzacj|uwierzyteln)|требуется (?:авторизация|аутентификация)
    `,
    unless:
      /\brelay|recipient|resolver\.|authrequired|group|deliver(?:y|ed) to|to this (?:address|group|user)|to send to|spf|dkim|dmarc|either/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'site' },
    samples: {
      matches: [
        ['530 Authentication required', 'mail'],
        ['530 5.7.57 Client was not authenticated to send anonymous mail during MAIL FROM', 'mail'],
        ['554 5.7.8 Error: authentication failed', 'mail'],
      ],
      not: [['550 5.7.1 Authentication required for relay', 'rcpt']],
    },
    source: 'RFC 4954 §6; Exchange',
    date,
  },
  {
    name: 'sender-authentication-unchecked',
    code: transient,
    commands: transaction,
    text: pattern`
      \btemporary (?:spf|dkim|dmarc|arc)\b.{0,24} (?:error|failure|problem)
      \b(?:spf|dkim|dmarc|arc)\b.{0,60}(?:temp ?error|temporar\w+ (?:\w+ )?(?:error|fail\w*|problem)|(?:look-?up|dns|query|resol\w+) .{0,20}(?:fail|error|time|temporar|problem)|time-?out|timed out|try again)
      (?:temp ?error|temporar\w+ (?:\w+ )?(?:error|fail\w*|problem)|time-?out|timed out|(?:can(?:not|'t)|could not|unable to) (?:check|verify|look|query|retrieve|fetch)|(?:look-?up|dns|query) .{0,20}(?:fail|error|problem)).{0,40}\b(?:spf|dkim|dmarc|arc)\b
    `,
    // The receiver could not look it up: no reason to hold the domain's mail.
    then: { outcome: 'defer', kind: 'busy', scope: 'message' },
    samples: {
      matches: [
        ['451 4.7.24 SPF lookup failed temporarily', 'mail'],
        ['450 4.4.3 Could not retrieve your DMARC policy', 'dot'],
      ],
      not: [
        ['550 5.7.23 SPF validation failed', 'rcpt'],
        ['451 4.7.23 SPF validation failed', 'rcpt'],
      ],
    },
    source: 'RFC 7208 §2.6.6 (temperror); RFC 7489 §6.6.3; smtp.codes/rackspace',
    date: '2026-11-25',
  },
  {
    name: 'sender-authentication',
    text: pattern`
      \bspf\b|sender[- ]policy[- ]framework|open-?spf|\bdkim2?\b|\bdmarc\b|domain-?keys|\bsender[- ]?id\b|\barc (?:seal|valid)
      unauthenticated (?:e-?mail|mail|message|sender|domain)|sender (?:is |was )?(?:unauthenticated|not authenticated)
      (?:not|fail\w*|without|no|does not|doesn't|lack\w*|missing|insufficient) .{0,30}(?:authentication (?:check|level|requirement|information|polic|result)|sender authentication|domain authentication)
      purported responsible|\bpra\b.{0,16}(?:fail|check)|required authentication level|authentication[- ](?:results|based) .{0,20}(?:fail|reject)
      (?:header|from) .{0,30}not aligned|alignment (?:fail|requir)
      \b(?:invalid|wrong|bad|unauthori[sz]ed|mismatch\w*) .{0,16}\bip\b.{0,40}\b(?:for|of|from|by) .{0,16}domain|\bip\b.{0,40}not (?:authori[sz]ed|allowed|permitted|valid|designated|listed) (?:\w+ ){0,3}(?:for|by|from|as) .{0,16}domain|(?:domain|mail ?from|sender)\b.{0,60}mismatch\w* .{0,16}\bip\b|(?:mail ?from|envelope|return[- ]path)\b.{0,24}mismatch\w*.{0,30}\bheader
      (?:mail|from|sender) domain\b.{0,60}not (?:allowed|permitted|authori[sz]ed) (?:from|by|on|via) |not (?:allowed|permitted|authori[sz]ed) to send (?:e-?mails?|mails?|messages?)? ?(?:from|for|as|on behalf of) (?!(?:you|this (?:ip|host|server|network)|your)\b)
      \b(?:spoof\w*|forged|forgery|fake|faked|falsified|impersonat\w*)\b.{0,24}\b(?:sender|from|domain|messages?|mails?|e-?mails?|identity|address)\b|\b(?:sender|from|messages?|mails?|e-?mails?|address|identity|domain)\b.{0,24}\b(?:spoof\w*|forged|forgery|fake|faked|falsified|impersonat\w*)\b
    `,
    unless: pattern`
      unusual rate|for ?group|to this group|delivery restriction|(?:fake|forged) (?:recipient|rcpt|user)
      \bhelo\b|\behlo\b|(?:duplicate|repeated|multiple|several|more than one) (?:\S{1,30} )?headers?\b
    `,
    then: { outcome: 'defer', kind: 'authentication', scope: 'from-domain' },
    samples: {
      matches: [
        ["550 5.7.1 Unauthenticated email from example.com is not accepted due to domain's DMARC policy.", 'dot'],
        ['550-SPF-check failed: 550 example.com does not allow sending mails from 192.0.2.1', 'mail'],
        ['550 5.7.20 No passing DKIM signature found', 'dot'],
        ['554 5.7.5 Sender Policy Framework violation', 'rcpt'],
        ['550 192.0.2.1: this IP is not authorized for the domain b.test', 'mail'],
        ['554 Forged sender address', 'mail'],
      ],
      not: [
        ['550 5.1.1 No such user', 'rcpt'],
        ['554 Duplicate DKIM-Signature header', 'dot'],
        ['550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required', 'dot'],
      ],
    },
    source: 'RFC 7372; support.google.com/a/answer/3726730; senders.yahooinc.com/smtp-error-codes',
    date,
  },
  {
    name: 'reverse-dns',
    text: pattern`
      \bptr\b|\brdns\b|\bfcrdns\b|reverse[- ](?:dns|lookup|host|name|map|resol|address|entry|domain)|(?:no|missing|bad|invalid) reverse\b|forward[- ]confirmed
      cannot find your (?:reverse )?host ?name|(?:ip|client|host) name lookup failed|can(?:not|'t) resolve (?:your|client|the (?:client|connecting))|unresolvable (?:relay )?host
      (?:your|client|connecting|sending|server'?s?) (?:ip |host |server )?.{0,30}(?:does not|doesn't|must|should|could not|cannot) (?:be )?resolv
      hostname .{0,20}(?:mismatch|does not match|not verified)|dns check fail|\bip\b.{0,30}\bmaps? (?:back )?to|generic (?:dns|host ?name|rdns)|\bip (?:address )?in (?:the )?(?:client|host|ptr|rdns) ?name|unverif\w+ .{0,16}\bips?\b|\bip\b.{0,24}unverif|verify .{0,12}host ?name
      ruckwartsauflosung|rueckwaertsaufloesung|resolution (?:dns )?inverse|dns inverse|dns invers[oa]|resolucion inversa|resolucao reversa|dns reverso|risoluzione inversa|обратн[а-я]{0,4} (?:dns|зон|запис)|反向解析|反向dns|逆引き
    `,
    unless: /domain (?:may|does) not exist/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'egress' },
    samples: {
      matches: [
        ['450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]', 'rcpt'],
        [
          '554 example requires that all mail servers must have a PTR record with a valid Reverse DNS entry.',
          'connect',
        ],
        ['550 5.7.25 The IP address sending this message does not have a PTR record setup', 'dot'],
      ],
      not: [['554 5.7.1 Client host rejected: Access denied', 'connect']],
    },
    source: 'Postfix reject_unknown_reverse_client_hostname; RFC 7372 §3.3',
    date,
  },
  {
    name: 'helo-refused',
    text: pattern`
      (?:helo|ehlo) ?(?:host|name|ip)?\b.{0,60}(?:reject|invalid|error|fail|requires?|needs?|should|wrong|contains|not (?:found|resolv|match|valid|accept|allowed|qualif)|n't (?:resolv|match)|does not|mismatch|bad|must|fqdn|fully|forged|refused|syntax|numeric|argument|listed|impersonat|yourself|\bmy\b|own (?:ip|name))
      (?:bad|invalid|missing|need|require\w*|forged|fake|illegal|incorrect|malformed) .{0,30}(?:helo|ehlo)\b
    `,
    unless: /send (?:helo|ehlo)|first|call-?(?:out|back)|sender verif|blocked using|spamhaus|helo domain is listed/,
    then: { outcome: 'defer', kind: 'authentication', scope: 'egress' },
    samples: {
      matches: [
        ['504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname', 'rcpt'],
        ['550 5.7.1 <host>: Helo command rejected: Host not found', 'rcpt'],
        ['501 5.5.4 HELO/EHLO argument is invalid', 'ehlo'],
      ],
      not: [
        ['503 5.5.1 Error: send HELO/EHLO first', 'mail'],
        ['550 Callback failed: the HELO was rejected. Sender verify failed', 'rcpt'],
      ],
    },
    source: 'Postfix smtpd_helo_restrictions; RFC 5321 §4.1.4',
    date,
  },
];
