import { sinceRecipient, transaction, transient } from '../codes.ts';
import { namesSender } from '../names-sender.ts';
import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** The state of one mailbox. */
export const mailboxRules: readonly Rule[] = [
  {
    name: 'mailbox-disabled',
    commands: sinceRecipient,
    text: pattern`
      \b(?:mail ?box|mbox|account|user|recipient|address|inbox|alias|mailbox owner|subscriber|customer|domain|login)\b.{0,50}(?:\bdisabled|suspend\w*|inactive|deactivated|not (?:currently )?(?:active|enabled)|frozen|\blocked(?! by)|\bclosed|terminated|\bexpired|dormant|archived|discontinued|cancel?led|retired|inactivity|no longer (?:active|in use|accept\w*|monitored|used|in service)|blocked (?:due|because|for)|is blocked|on hold|abandoned|delinquent|unpaid|not activated|not configured to receive)|^\S{1,60} is (?:now |currently )?(?:disabled|suspended|inactive|locked(?! by))\b|not (?:\w+ ){0,2}accept\w* (?:mail |messages )?for this (?:mail ?box|user|recipient|address|account)
      \b(?:disabled|inactive|suspended|deactivated|closed|expired|dormant|locked|blocked|frozen|terminated|discontinued|archived|abandoned|unused) (?:e-?mail )?(?:user|mail ?box|mbox|account|recipient|address|login|subscriber|domain)\b
      extended inactivity|recipient address rejected: (?:inactive|blocked|disabled|suspended|closed)|mail receiving disabled|receiving (?:mail )?(?:is )?disabled
      (?:postfach|konto|benutzer|adresse|account|mailbox|empfanger).{0,40}(?:deaktiviert|gesperrt|inaktiv|stillgelegt|geschlossen|geloscht|gekundigt|nicht (?:mehr )?aktiv|abgeschaltet|abgelaufen)
      (?:boi?te?|compte|adresse|utilisateur|destinataire|messagerie).{0,40}(?:desactiv|suspendu|inacti|ferme|bloque|archive|cloture|expire|resilie)
      (?:cuenta|buzon|usuario|casilla|direccion|destinatario).{0,40}(?:deshabilitad|inhabilitad|desactivad|suspendid|inactiv|bloquead|cerrad|cancelad|vencid|expirad|caducad|dad[oa] de baja)
      (?:conta|caixa|usuario|utilizador|endereco|destinatario).{0,40}(?:desativad|desactivad|desabilitad|suspens|inativ|inactiv|bloquead|encerrad|cancelad|expirad)
      (?:casella|account|utente|indirizzo|destinatario).{0,40}(?:disabilitat|disattivat|sospes|inattiv|bloccat|chius|cessat|scadut)
      (?:konto|skrzynk\w+|uzytkownik|adres)\b.{0,40}(?:zablokowan|wylaczon|nieaktywn|zawieszon|zamkniet|dezaktywowan|wygasl)|(?:mailbox|postvak|account|gebruiker).{0,30}(?:uitgeschakeld|geblokkeerd|inactief|opgeheven)|(?:kontot|brevladan).{0,30}(?:avstangt|inaktivt|sparrat)
      (?:ящик|аккаунт|пользовател|учетн|учётн|адрес(?!.{0,4}ip)).{0,50}(?:отключен|заблокирован|неактив|не актив|приостановлен|закрыт|деактивирован|удален|удалён)|(?:yas\w*hik|akkaunt|polzovatel)\w* .{0,40}(?:otkl[iy]uchen|zablokirovan|neaktiv|zakryt)
      (?:账号|帐号|帳號|邮箱|用户|账户|帳戶|信箱).{0,10}(?:停用|禁用|冻结|凍結|锁定|鎖定|注销|关闭|封禁|被封|过期|未激活)|(?:アカウント|メールボックス|アドレス).{0,12}(?:停止|無効化|休止|凍結|閉鎖|利用できません)|휴면|정지된 계정
    `,
    unless: new RegExp(
      `${namesSender.source}|${/\bip\b|\bhost\b|client|backscatter|sender (?:domain|account)|sending(?! spam)|relay|connection/.source}`,
    ),
    then: { outcome: 'by-code', kind: 'mailbox-disabled', scope: 'recipient' },
    samples: {
      matches: [
        ['550 5.2.1 The email account that you tried to reach is disabled.', 'rcpt'],
        ['554 delivery error: This mailbox is disabled (554.30).', 'dot'],
        ['550 Account suspended', 'rcpt'],
        ['550 Das Konto ist gesperrt', 'rcpt'],
        ['550 Compte suspendu', 'rcpt'],
        ['550 Аккаунт заблокирован', 'rcpt'],
      ],
      not: [
        ['550 5.1.1 unknown', 'rcpt'],
        ['550 Account disabled', 'mail'],
        ['550 Konto des Absenders gesperrt', 'rcpt'],
      ],
    },
    source: 'RFC 3463 §3.3; Gmail; Yahoo; Mail.ru; Free',
    date,
  },
  {
    name: 'mailbox-busy',
    commands: transaction,
    code: transient,
    text: pattern`
      \b(?:mail ?box|recipient|user|account|address|inbox|addressee)\b.{0,40}(?:\bbusy|in use|locked by|\block\b|temporar\w+ (?:unavailable|not|refus|reject|cannot|inaccess)|unavailable|not available|cannot be (?:opened|accessed))
      (?:temporar\w+|currently) .{0,24}(?:unavailable|unable) .{0,16}(?:recipient|mail ?box|user)
      (?:postfach|empfanger|boite|destinataire|buzon|destinatario|caixa|casella).{0,40}(?:vorubergehend|temporairement|temporalmente|temporariamente|temporaneamente|nicht verfugbar|indisponible|no disponible|indisponivel|non disponibile)
      ящик.{0,40}временно|(?:邮箱|用户|收件人).{0,6}(?:暂时|繁忙|不可用)
    `,
    unless: /unknown|not (?:exist|found)|n't exist|no such|invalid/,
    then: { outcome: 'by-code', kind: 'busy', scope: 'recipient' },
    samples: {
      matches: [
        ['450 Requested mail action not taken: mailbox unavailable', 'rcpt'],
        ['450 4.2.0 <a@b.test> - Recipient temporarily unavailable', 'rcpt'],
      ],
      not: [['550 Requested action not taken: mailbox unavailable', 'rcpt']],
    },
    source: 'RFC 5321 §4.2.3 (450); Comcast',
    date,
  },
];
