/** How a language names who receives and who sends, and what it says of either; each name goes with each word. */
export interface Phrases {
  readonly recipients: readonly string[];
  readonly senders: readonly string[];
  /** Nobody there, or closed. */
  readonly gone: readonly string[];
  /** What is said of the recipient alone, and is no sign that it does not exist. */
  readonly unwilling: readonly string[];
  /** The same in whole sentences. */
  readonly refusals: readonly string[];
}

export const phrases: Readonly<Record<string, Phrases>> = {
  English: {
    recipients: ['The recipient', 'This user', 'The addressee', 'That mailbox'],
    senders: [
      'Your address',
      'The sender address',
      'The account of the sender',
      'MAIL FROM address',
      'Return-Path address',
      'From address',
    ],
    gone: ['is unknown', 'does not exist', 'is invalid', 'was not found'],
    unwilling: [
      'has blocked you',
      'has blocked your server',
      'has blacklisted your address',
      'is over the daily limit',
      'has reached its monthly message quota',
      'is full',
      'is currently unavailable',
      'accepts no mail from your server',
    ],
    refusals: ['You are blocked by the recipient', 'Your server is not permitted to send to this mailbox'],
  },
  German: {
    recipients: ['Der Empfänger', 'Der Benutzer'],
    senders: ['Der Absender', 'Die Adresse des Absenders', 'Das Konto des Absenders'],
    gone: ['ist unbekannt', 'existiert nicht', 'ist ungültig', 'ist gesperrt'],
    unwilling: ['hat Ihre Adresse gesperrt', 'hat Ihren Server blockiert', 'ist derzeit nicht erreichbar'],
    refusals: ['Ihre Adresse wurde vom Empfänger gesperrt', 'Sie stehen auf der Blacklist des Empfängers'],
  },
  French: {
    recipients: ['Le destinataire', "L'utilisateur"],
    senders: ["L'expéditeur", "L'adresse de l'expéditeur", "Le compte de l'émetteur"],
    gone: ['est inconnu', "n'existe pas", 'est invalide', 'est suspendu'],
    unwilling: ['a bloqué votre adresse', 'a refusé votre serveur', 'est actuellement indisponible'],
    refusals: ['Votre adresse est bloquée par le destinataire'],
  },
  Spanish: {
    recipients: ['El destinatario', 'El usuario'],
    senders: ['El remitente', 'La cuenta del remitente', 'La dirección de origen'],
    gone: ['es desconocido', 'no existe', 'está bloqueada', 'fue suspendida'],
    unwilling: ['ha bloqueado su dirección', 'ha rechazado su servidor'],
    refusals: ['Su servidor fue rechazado por el destinatario'],
  },
  Portuguese: {
    recipients: ['O destinatário', 'O usuário'],
    senders: ['O remetente', 'O endereço do remetente', 'A conta do remetente'],
    gone: ['é desconhecido', 'não existe', 'está suspensa'],
    unwilling: ['bloqueou o seu servidor', 'rejeitou o seu IP'],
    refusals: ['Seu IP foi bloqueado pelo destinatário'],
  },
  Italian: {
    recipients: ['Il destinatario', "L'utente"],
    senders: ['Il mittente', "L'indirizzo del mittente", 'La casella del mittente'],
    gone: ['è sconosciuto', 'non esiste', 'è sospeso', 'è inesistente'],
    unwilling: ['ha bloccato il tuo indirizzo', 'ha rifiutato il tuo server'],
    refusals: ['Il tuo IP è bloccato dal destinatario'],
  },
  Dutch: {
    recipients: ['De ontvanger', 'De gebruiker'],
    senders: ['De afzender', 'Het adres van de afzender'],
    gone: ['is onbekend', 'bestaat niet', 'is ongeldig'],
    unwilling: ['heeft uw adres geblokkeerd', 'heeft uw server geweigerd'],
    refusals: ['Uw server is geblokkeerd door de ontvanger'],
  },
  Polish: {
    recipients: ['Odbiorca', 'Użytkownik'],
    senders: ['Nadawca', 'Adres nadawcy', 'Konto nadawcy'],
    gone: ['nie istnieje', 'jest nieznany', 'jest zablokowane'],
    unwilling: ['zablokował twój serwer', 'odrzucił twój adres'],
    refusals: ['Twój serwer został zablokowany przez odbiorcę'],
  },
  Russian: {
    recipients: ['Получатель', 'Пользователь'],
    senders: ['Отправитель', 'Адрес отправителя', 'Ящик отправителя'],
    gone: ['неизвестен', 'не существует', 'не найден', 'заблокирован'],
    unwilling: ['заблокировал ваш сервер', 'запретил ваш адрес'],
    refusals: ['Ваш адрес заблокирован получателем'],
  },
  Chinese: {
    recipients: ['收件人', '该用户'],
    senders: ['发件人', '发件人地址', '寄件者地址'],
    gone: ['不存在', '无效', '未知'],
    unwilling: ['黑名单中有您', '拉黑了您'],
    refusals: ['您的地址被收件人拒收'],
  },
  Japanese: {
    recipients: ['受信者', '宛先のユーザー'],
    senders: ['送信者のアドレスは', '差出人のアドレスが'],
    gone: ['存在しません', '見つかりません', '無効です'],
    unwilling: ['はあなたを拒否しました', 'のブラックリストにあります'],
    refusals: ['受信者により拒否されました'],
  },
  Korean: {
    recipients: ['수신자'],
    senders: ['발신자 주소를', '보낸 사람 주소가'],
    gone: ['찾을 수 없음', '존재하지 않습니다'],
    unwilling: ['가 귀하를 차단했습니다'],
    refusals: ['수신자에 의해 차단되었습니다'],
  },
};
