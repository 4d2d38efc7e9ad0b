import { sinceRecipient, transaction } from '../codes.ts';
import { namesSender } from '../names-sender.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** Whether there is such a recipient, and whether it wants the mail. */
export const recipientRules: readonly Rule[] = [
  {
    name: 'no-such-recipient',
    commands: sinceRecipient,
    text: pattern`
      \b(?:users?|recipients?|mail ?boxe?s?|mbox|address(?:es)?|accounts?|addressees?|person|alias|customer|subscriber|e-?mail|destination|rcpt|local[- ]?part|contact)\b.{0,70}(?:unknown|not? (?:be |was |currently |been )?(?:found|exist\w*|known|recogni[sz]ed|local|a? ?valid|listed|present|registered|here|ok|in (?:our|my|the|recipient))|(?:does ?n[o']?t|may not) exist|n't exist|doesn't have|non-?existent|nonexistant|unavailable|unavaiable|\binvalid|no such|undeliverable|no longer (?:valid|exists?|on|available|here|with|works)|misspell|unallocated|is wrong|incorrect|undefined|badly formed|cannot be found|removed|deleted|isn't (?:valid|known|here))
      (?:no such|unknown|invalid|non-?existent|nonexistant|undefined|\bbad|(?<!you are )not an? (?:\w+[- ]){0,3}?(?:valid|known|local|active|registered)|no valid|incorrect|unrecogni[sz]ed|unregistered|wrong|illegal|cannot find|can't find|couldn't find|missing|undeliverable|obsolete) .{0,25}\b(?:users?|recipients?|mail ?box|address|account|addressee|person|local[- ]?part|alias|subscriber|customer|destination|mailhost)\b
      ^(?:#5\.\d\.\d )?address rejected|addressee unknown|not our customer|(?:no|nobody|noone|no one|no-one|no user|no account|no mailbox|no recipient|no person) .{0,16}(?:by|with|of|under|at|here) .{0,10}(?:that|this)? ?(?:name|address|here)|no (?:mailbox|account|user|recipient) (?:here|found|available)|has (?:left|moved)|left the (?:company|organi[sz]ation)|(?:not|isn't|wasn't) (?:found )?in .{0,24}(?:directory|recipient list|recipient table|address book|validrcptto)|bad ?rcpt|doesn't have an? .{0,40}account|unknown or illegal|unknown local|user ?unknown|unknownuser|recipnotfound|recipientnotfound|recipient notfound|invalid[- ]recipient|not known (?:here|at)|is not a (?:valid|known)|never existed|not in recipient|mailbox unavailable|dd .{0,30}no longer valid|badrecipientto|no one at this address|no mail ?box
      \b(?:user|recipient|account|mail ?box|customer|address)\b>? (?:has no|has ?n[o']t|hasn't|does(?:n't| not) have|without|lacks) .{0,24}(?:service|mail ?box|account|e-?mail|inbox)|(?:recipient|rcpt|user|mail ?box)(?: address)? (?:verif\w*|validation)\b.{0,30}(?:fail|problem|negativ)|mail ?box name (?:is )?(?:not allowed|invalid)|(?:recipient|user|address|mail ?box)\b.{0,12} (?:can(?:not|'t) be verified|not a member)|\bno such (?:id|login|member|name|person)\b|\b(?:user|recipient|address|rcpt)\b.{0,20} not ok\b|not in (?:the )?route list
      recipient address rejected: (?:undeliverable|unverified|invalid|unknown|unallocated|no such|not found|null|userunknown|user)|all recipient addresses rejected|\bundeliverable address
      (?:not|n't) (?:one of |among )?our (?:users|customers|recipients|subscribers|clients|accounts)|(?:does not|doesn't|did not|didn't|cannot be|could not be) (?:match|correspond|belong|mapped|resolve[d]? to) .{0,24}(?:user|account|mailbox|recipient|address|anyone)|(?:look-?up|search|query) .{0,16}(?:returned|found|gave) (?:nothing|no)|no match(?:es|ing)?\b .{0,20}(?:user|account|recipient|address|mailbox)|not (?:been )?(?:created|provisioned)|there is no(?:body| one|-one)?\b.{0,24}(?:user|mailbox|account|recipient|called|named|address)
      khong (?:ton tai|tim thay)|(?:pengguna|alamat|penerima|akun) .{0,16}tidak|(?:χρήστης|παραλήπτης|διεύθυνση|γραμματοκιβώτιο).{0,24}(?:δεν |άγνωστ)|ไม่พบผู้|ไม่มีผู้|غير موجود|غير معروف|(?:המשתמש|הנמען|הכתובת|התיבה) .{0,8}לא
      n'est plus valide|ya no (?:existe|es valid)|non (?:e piu|piu) valid|nicht mehr (?:gultig|vorhanden|bekannt|bei uns)|no longer (?:works|employed|working|a member of)|former (?:employee|colleague|customer)
      gibt es .{0,20}nicht|no corresponde a|ne correspond a|non corrisponde a|nao corresponde a|nie odpowiada
      (?:empfanger|empfaenger|benutzer|postfach|adresse|mailbox|adressat|teilnehmer|konto|\buser|mailadresse).{0,50}(?:unbekannt|existiert nicht|nicht (?:gefunden|bekannt|vorhanden|existent|verfugbar|verfuegbar|gultig|gueltig|korrekt|erreichbar)|ungultig|ungueltig|gibt es nicht)|(?:unbekannte|ungultige|ungueltige)\w? .{0,15}(?:empf|adresse|benutzer|postfach|mail)|kein\w* .{0,12}(?:benutzer|postfach|empfanger|mailbox)
      (?:utilisateur|destinataire|adresse|compte|boite|usager|abonne).{0,60}(?:inconnu|inexistant|n'existe pas|introuvable|invalide|non trouve|incorrecte|pas connu)|(?:aucun|pas de) .{0,15}(?:utilisateur|destinataire|compte|boite)
      (?:usuario|destinatario|buzon|cuenta|direccion|casilla|persona|correo).{0,60}(?:desconocid|no existe|inexistente|no (?:fue )?(?:encontrad|valid|reconocid|hallad)|inval|no se (?:encuentra|encontro|reconoce)|incorrect)|no existe .{0,40}(?:usuario|buzon|cuenta|persona|destinatario|direccion|casilla)
      (?:usuario|destinatario|caixa|conta|endereco|utilizador).{0,50}(?:desconhecid|nao (?:foi )?(?:existe|encontrad|localizad|reconhecid|cadastrad)|inexistente|inval)|nao existe .{0,24}(?:usuario|destinatario|conta|caixa|endereco)
      (?:utente|destinatario|casella|indirizzo|account|mailbox).{0,50}(?:sconosciut|inesistente|non (?:esiste|trovat|valid|presente|riconosciut|corrett)|non e (?:valid|presente)|invalid)|nessun\w* (?:utente|destinatario|casella|account)
      (?:gebruiker|ontvanger|postvak|\badres|mailbox).{0,40}(?:onbekend|bestaat niet|niet gevonden|ongeldig)|onbekende (?:gebruiker|ontvanger)
      (?:uzytkownik|odbiorc|adresat|skrzynk|adres|konto)\w*.{0,50}(?:nieznan|nie istnieje|nie (?:zostal\w? )?(?:znalezion|odnalezion)|niepoprawn|nieprawidlow|bledny)|nie ma takiego|brak (?:takiego |takiej )?(?:uzytkownika|skrzynki|konta|adresata)|nieznan\w+ (?:uzytkownik|odbiorca|adresat)
      (?:пользовател|получател|ящик|адрес|абонент|аккаунт|юзер)[а-я]{0,3}.{0,50}(?:не (?:существует|найден|известен|зарегистрирован|обнаружен)|неизвест|отсутствует|недействител|несуществ)|(?:неизвестн|несуществующ|неверн|недопустим)[а-я]{1,3} .{0,15}(?:пользовател|получател|ящик|адрес)|нет так[а-я]{2,3}|не существует
      (?:polzovatel|pol'zovatel|poluchatel|yas\w*hik|adresat|pochtov\w+|adres)\w*.{0,50}(?:ne (?:sus\w*estvuet|naid|nayd|naiden|najden|zaregistr)|neizvest|otsutstv)|net tak(?:ogo|oi|oy)|neizvestn\w+ (?:polz|poluch|adres)
      (?:用户|用戶|收件人|邮箱|郵箱|账号|账户|帳戶|帐号|帳號|地址|信箱|使用者|收信人).{0,8}(?:不存在|未找到|无效|無效|未知|错误|錯誤|有误|找不到)|不存在.{0,6}(?:用户|收件人|邮箱|地址)|[无無]此(?:用户|用戶|收件人|使用者|郵箱|邮箱|账号|帳號|人)|查无此|沒有此|没有(?:此|该|这个)
      (?:ユーザー?|宛先|メールアドレス|受信者|アドレス|アカウント|メールボックス)(?:名|が|は|の|に|を)?.{0,12}(?:存在し|見つかり|見つから|不明|無効|ありません|登録され|間違)|宛先不明|該当.{0,6}(?:ユーザ|アドレス)|(?:사용자|수신자|계정|주소|메일함).{0,10}(?:없|존재하지|찾을 수)|존재하지 않는|없는 (?:사용자|계정)
      (?:kullanici|adresi|posta kutusu) .{0,24}(?:bulunamadi|yok|bilinmiyor|gecersiz)|alici .{0,24}(?:bulunamadi|yok)|(?:anvandaren?|mottagaren?|adressen|kontot|brevladan) .{0,20}(?:finns (?:inte|ej)|okand|saknas)|uzivatel\w* .{0,20}(?:neexistuje|neznam)|neznamy uzivatel|(?:bruger|modtager|bruker|mottaker|adresse)\w* .{0,20}(?:ukendt|ukjent|findes ikke|finnes ikke)|ukjent (?:bruker|mottaker)|tuntematon|felhasznalo .{0,16}(?:nem|ismeretlen)|utilizator\w* .{0,16}(?:necunoscut|nu exista)
    `,
    unless: new RegExp(
      `${namesSender.source}|${/\bsender\b|\brelay(?!=)|\btld\b|too many|excessive|numerous|number of|percentage|\bip address|\bhost ?name|from header|header\b|sequence|command|access denied, |no valid recipients|backscatter|policy (?:restriction|violation|reason)|not accepting|(?<!name )not allowed|(?<!name is )not allowed|syntax error/.source}`,
    ),
    then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [
        ['550 No such user here', 'rcpt'],
        ['550 5.1.1 <a@b.test>: Recipient address rejected: User unknown in virtual mailbox table', 'rcpt'],
        ['550 sorry, no mailbox here by that name (#5.1.1)', 'rcpt'],
        ["554 delivery error: dd This user doesn't have a yahoo.example account", 'dot'],
        ['550 Unbekannter Empfänger', 'rcpt'],
        ['550 El usuario no existe', 'rcpt'],
        ['550 Пользователь не найден', 'rcpt'],
        ['550 用户不存在', 'rcpt'],
        ['550 Người dùng không tồn tại', 'rcpt'],
        ["550 L'adresse n'est plus valide", 'rcpt'],
      ],
      not: [
        ['451 unknown error', 'rcpt'],
        ['550 Requested action not taken: mailbox unavailable', 'mail'],
        ['501 5.1.7 Invalid sender address', 'mail'],
        ['550 Адрес отправителя неизвестен', 'rcpt'],
        ['550 Return-Path address does not exist', 'rcpt'],
      ],
    },
    source: 'RFC 5321 §4.2.3; Postfix; qmail; Exim; Sendmail; Yahoo',
    date,
  },
  {
    name: 'edge-blocked',
    commands: sinceRecipient,
    enhanced: /^5\.4\.1$/,
    text: /recipient address(?:es)? rejected/,
    then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
    samples: {
      matches: [['550 5.4.1 Recipient address rejected: Access denied.', 'rcpt']],
      not: [['550 5.7.1 <a@b.test>: Recipient address rejected: Access denied', 'rcpt']],
    },
    source: 'learn.microsoft.com, "Use directory-based edge blocking"',
    date,
  },
  {
    name: 'recipient-policy',
    commands: transaction,
    code: (code) => code !== 421,
    text: pattern`
      \b(?:recipients?|receivers?|user|mail ?box|account|addressee|group|mailing list|list|organi[sz]ation|tenant|customer|administrator|team)\b.{0,60}(?:only accept\w*|does(?:n't| not) (?:accept|want|allow)|not accept\w*|refus\w*|has (?:blocked|rejected|restricted)|polic\w+|preference|prohibit|restrict\w*|denied|opted|not allowed|closed|moderated|user rules)
      (?:deliver\w*|sending|message|posting|mail|sender|you|access|senders?|permission)\b.{0,40}(?:not|n't) (?:authori[sz]ed|allowed|permitted|have permission|subscribed|accepted|on .{0,20}list|approved)
      (?:user|recipient|customer|subscriber|owner)(?:'s|s')? (?:\w+ )?(?:black|block|reject|deny|ban)[- ]?list|\buser in .{0,12}list|(?:\bsender|mail address,?) .{0,30}(?:black|block|reject|deny|ban)[- ]?list
      (?:closed|private|moderated) (?:mailing )?list|closed system|local users? only|only (?:for )?local (?:users?|mail|senders?)|(?:from|to) (?:a )?(?:limited|restricted|approved|selected) (?:number|set|list|senders|addresses)|members?[- ]only|non-?member|subscribers only|only (?:members|internal|authenticated|authorized|approved) |permission to (?:send|post)|authrequired|notauthorized|internal (?:use|senders|mail|users) only|resolver\.rst\.|delivery restriction
      (?:reject\w*|denied|refused|blocked|prohibited|violat\w*|not accepted|disallowed|bounced|against|contrary|due to|because of|restricted) .{0,50}(?:polic\w+|administrat\w+|organi[sz]ation\w*|\brules?\b|settings)|(?:polic\w+|administrat\w+) .{0,30}(?:reject\w*|violat\w*|prohibit\w*|restrict\w*|reasons?|den\w+|block\w*|error)
      access denied|\bsender (?:e-?mail )?(?:address )?(?:is |was )?(?:rejected|denied|blocked|refused|prohibited)|envelope (?:blocked|rejected)|(?:blocked|rejected|refused) (?:by|at) .{0,16}(?:recipient|user|admin|customer|destination)|anti-?spoof|spoof|rejected by recipient|you have been blocked|batv|backscatter protection|challenge|whitelist|approved senders
      richtlinie|zugriff verweigert|annahme verweigert|empfanger .{0,24}(?:verweigert|lehnt)|politique .{0,24}(?:securite|locale|interne)|destinataire .{0,20}(?:refuse|n'accepte)|politica .{0,24}(?:de |local|segur|interna|locale|sicurezza)|acceso denegado|acesso negado|accesso negato|polityk\w+|odmowa dostepu|политик[а-я]{1,2}|доступ запрещ|策略|拒收|ポリシー|受信拒否
    `,
    unless: /temporar\w+ (?:error|failure)/,
    then: { outcome: 'by-code', kind: 'recipient-policy', scope: 'by-command' },
    samples: {
      matches: [
        ['550 5.7.1 <a@b.test>: Recipient address rejected: Access denied', 'rcpt'],
        ['550 5.7.1 RESOLVER.RST.AuthRequired; authentication required', 'rcpt'],
        ['550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required', 'dot'],
        ['554 5.7.1 [CS01] Message rejected due to local policy.', 'dot'],
        ['550 Administrative prohibition', 'rcpt'],
        ['550 Mail is rejected by recipients', 'dot'],
        ['550 Annahme verweigert', 'rcpt'],
      ],
      not: [['554 5.7.1 Spam', 'connect']],
    },
    source: 'RFC 3463 §3.8; Exchange; Mimecast; iCloud; QQ',
    date,
  },
];
