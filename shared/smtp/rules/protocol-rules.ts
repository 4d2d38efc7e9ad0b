import { pattern } from '../pattern.ts';
import type { Rule } from '../rule.ts';

const date = '2026-11-24';

/** Faults of the machinery, theirs or ours. */
export const protocolRules: readonly Rule[] = [
  {
    name: 'local-trouble',
    code: (code) => code !== 421,
    text: pattern`
      (?:local|internal|system|server|temporary|software|processing|configuration|database|ldap|milter|queue file|write|read|unexpected|general) .{0,16}(?:error|problem|failure|trouble|misconfig\w*)
      (?:error|problem|failure|unable|cannot|could not) .{0,30}(?:look-?up|ldap|database|database|milter|policy (?:server|service)|queue|spool|directory (?:server|service)|scanner|av engine|clamd|spamd|filter)
      (?:look-?up|alias|table|map|ldap|database|virus scann\w+|content scann\w+|directory server) .{0,24}(?:fail|error|problem|unavailable|timed? ?out|defer)
      interner fehler|erreur (?:interne|temporaire|systeme|serveur)|error (?:interno|temporal|del servidor)|erro (?:interno|temporario)|errore (?:interno|temporaneo)|blad (?:wewnetrzny|serwera)|внутренн[а-я]{0,4} ошибк|временн[а-я]{0,4} ошибк|内部错误|系统错误|系統錯誤|内部エラー
    `,
    unless: /sender|greylist|\bspf\b|reverse|policy reject|authentication failure/,
    then: { outcome: 'by-code', kind: 'busy', scope: 'by-command' },
    samples: {
      matches: [
        ['451 4.3.0 <a@b.test>: Temporary lookup failure', 'rcpt'],
        ['451 4.3.0 Error: queue file write error', 'dot'],
        ['451 Temporary local problem - please try later', 'rcpt'],
        ['451 4.3.5 Server configuration error', 'mail'],
      ],
      not: [['451 4.7.1 Greylisted', 'rcpt']],
    },
    source: 'Postfix; Exim; RFC 3463 §3.4',
    date,
  },
  {
    name: 'protocol',
    text: pattern`
      syntax error|bad sequence|out of (?:order|sequence)|wrong (?:order|sequence)|\b(?:command|verb|parameter|argument|option|keyword)s?\b.{0,30}(?:not (?:recogni[sz]ed|implemented|supported|understood|allowed|permitted)|unrecogni[sz]ed|unknown|invalid|unimplemented|missing|disabled|unexpected)
      (?:unrecogni[sz]ed|unknown|invalid|unsupported|unimplemented|\bbad|unexpected|malformed|improper) .{0,20}(?:command|parameter|argument|option|verb|sequence)s?\b|synchroni[sz]ation error|pipelin|protocol (?:error|violation)|nested mail|(?:need|send|expected|expecting|issue) (?:mail|rcpt|helo|ehlo|data)\b|(?:talk\w*|spoke) .{0,16}(?:too soon|before)|before greeting|early talk|no valid recipients|polite people|sender already|already specified|commands? .{0,16}out of
      syntaxfehler|unbekannter befehl|commande (?:inconnue|invalide|non reconnue)|erreur de syntaxe|comando (?:desconocido|no reconocido|invalido|desconhecido|sconosciuto|non riconosciuto)|error de sintaxis|erro de sintaxe|errore di sintassi|blad skladni|nieznane polecenie|синтаксическ|неизвестная команда|命令.{0,6}(?:无效|错误|未知)|語法|语法错误|コマンド.{0,8}(?:不正|エラー|認識)
    `,
    then: { outcome: 'by-code', kind: 'protocol', scope: 'by-command' },
    samples: {
      matches: [
        ['500 5.5.1 Command unrecognized', 'mail'],
        ['501 Syntax error in parameters or arguments', 'rcpt'],
        ['554 SMTP synchronization error', 'connect'],
        ['421 4.7.0 Protocol error', 'ehlo'],
      ],
      not: [['550 5.1.1 User unknown', 'rcpt']],
    },
    source: 'RFC 5321 §4.2.2; Exim; Postfix postscreen(8)',
    date,
  },
];
