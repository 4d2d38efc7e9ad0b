import type { Replies } from './entry.ts';

const rfc =
  'RFC 5321 §4.2: the text may be in any language; wordings of public receivers and translations of Postfix, Exim, Exchange';

/** Other languages, with and without accents, and texts that contradict their codes. */
export const languages: readonly Replies[] = [
  {
    from: 'German',
    mx: null,
    source: rfc,
    entries: [
      ['550 Empfänger unbekannt', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['552 Das Postfach des Empfängers ist voll', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
      [
        '421 Zu viele Verbindungen von Ihrer IP-Adresse, bitte versuchen Sie es später erneut',
        'connect',
        'defer',
        'connections',
        'site',
      ],
      ['451 Bitte versuchen Sie es in 5 Minuten erneut', 'rcpt', 'defer', 'greylist', 'message'],
      ['554 Ihre IP-Adresse wurde wegen Spam gesperrt', 'connect', 'defer', 'blocked', 'site'],
      ['550 Nachricht ist zu groß', 'dot', 'bounce', 'message-size', 'message'],
    ],
  },
  {
    from: 'French',
    mx: null,
    source: rfc,
    entries: [
      ['550 Utilisateur inconnu !', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['552 Boîte aux lettres pleine', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
      ['450 Trop de messages envoyés, réessayez dans 10 minutes', 'mail', 'defer', 'rate', 'site'],
      ['550 Ce compte est désactivé', 'rcpt', 'bounce', 'mailbox-disabled', 'recipient'],
      ['552 Taille limite du message atteinte', 'dot', 'bounce', 'message-size', 'message'],
      ['554 Message refusé: contenu indésirable (spam)', 'dot', 'bounce', 'content', 'message'],
    ],
  },
  {
    from: 'Spanish, Portuguese, Italian',
    mx: null,
    source: rfc,
    entries: [
      ['550 No existe el usuario', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 El buzón del destinatario está lleno', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['421 Demasiadas conexiones desde su servidor', 'connect', 'defer', 'connections', 'site'],
      ['550 Usuário desconhecido', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 Caixa postal cheia', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['450 Muitas mensagens enviadas, tente novamente mais tarde', 'mail', 'defer', 'rate', 'site'],
      ['550 Nessun utente simile in questo indirizzo', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 Casella di posta piena', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['421 Troppe connessioni dal tuo indirizzo IP', 'connect', 'defer', 'connections', 'site'],
    ],
  },
  {
    from: 'Russian, Polish',
    mx: null,
    source: rfc,
    entries: [
      ['550 Такого пользователя не существует', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['552 Почтовый ящик переполнен', 'rcpt', 'bounce', 'mailbox-full', 'recipient'],
      ['421 Слишком много соединений с вашего адреса', 'connect', 'defer', 'connections', 'site'],
      ['550 Polzovatel ne najden', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['550 Użytkownik nie istnieje', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 Skrzynka odbiorcy jest pełna', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
    ],
  },
  {
    from: 'Chinese, Japanese',
    mx: null,
    source: rfc,
    entries: [
      ['550 收件人不存在', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 邮箱已满', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['550 发送频率过快，请稍后再试', 'mail', 'defer', 'rate', 'site'],
      ['554 邮件被识别为垃圾邮件', 'dot', 'bounce', 'content', 'message'],
      ['550 宛先のユーザーが存在しません', 'rcpt', 'bounce', 'no-such-recipient', 'recipient'],
      ['452 メールボックスが一杯です', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['421 同時接続数の上限を超えました', 'connect', 'defer', 'connections', 'site'],
    ],
  },
  {
    from: 'Codes that mislead',
    mx: null,
    source: 'RFC 5321 §4.2.1 against practice: QQ, Yahoo, Exim, Outlook.com, Mimecast',
    entries: [
      ['550 Too many messages from your IP, slow down and try again', 'mail', 'defer', 'rate', 'site'],
      ['550 5.7.1 Too many concurrent connections', 'connect', 'defer', 'connections', 'site'],
      [
        '451 This recipient will never be accepted here, do not retry: user unknown',
        'rcpt',
        'bounce',
        'no-such-recipient',
        'recipient',
      ],
      ['421 4.2.2 Mailbox full', 'rcpt', 'defer', 'mailbox-full', 'recipient'],
      ['421 4.1.1 User unknown', 'rcpt', 'defer', 'no-such-recipient', 'recipient'],
      ['550 Mailbox temporarily disabled, try again later', 'rcpt', 'defer', 'mailbox-disabled', 'recipient'],
      ['554 Temporary failure, please try again in 15 minutes', 'dot', 'defer', 'busy', 'message'],
      ['550 Requested action aborted: try again later', 'rcpt', 'defer', 'busy', 'recipient'],
      ['550 5.2.0 slow down, you have been rate limited', 'rcpt', 'defer', 'rate', 'site'],
      [
        '450 4.1.1 <a@b.test>: Recipient address rejected: User unknown',
        'rcpt',
        'defer',
        'no-such-recipient',
        'recipient',
      ],
      ['421 dropped: sending too fast', 'rcpt', 'defer', 'rate', 'site'],
    ],
  },
];
