import type { Gate } from './gate.ts';
import type { ReceivedData } from './smtp-input.ts';

/** RFC 5321 §4.5.3.1.8: a receiver takes at least 100 recipients. */
const maxRecipients = 100;

export interface ReceivedMessage extends ReceivedData {
  readonly recipients: readonly string[];
}

export interface SmtpDialogueDeps {
  readonly name: string;
  readonly gate: Gate;
  readonly now: () => number;
  /** `command` is what the reply answers. */
  readonly reply: (command: string, line: string) => void;
  readonly close: () => void;
  /** Makes the message durable; the 250 follows it. */
  readonly accept: (message: ReceivedMessage) => void;
}

export interface SmtpDialogue {
  line(text: string): 'line' | 'data';
  data(received: ReceivedData): void;
}

/** One connection's commands and replies after the greeting (RFC 5321 §4.1). */
export function createSmtpDialogue({ name, gate, now, reply, close, accept }: SmtpDialogueDeps): SmtpDialogue {
  let hasGreeted = false;
  let hasSender = false;
  let recipients: string[] = [];
  let messages = 0;

  function reset(): void {
    hasSender = false;
    recipients = [];
  }

  function mail(argument: string): void {
    if (!hasGreeted) return reply('mail', '503 5.5.1 Error: send HELO/EHLO first');
    if (hasSender) return reply('mail', '503 5.5.1 Error: nested MAIL command');
    if (!/^from:\s*<[^>]*>/i.test(argument)) return reply('mail', '501 5.5.4 Syntax: MAIL FROM:<address>');
    const refusal = gate.onMail(now(), messages);
    if (refusal) {
      reply('mail', refusal.reply);
      if (refusal.closes) close();
      return;
    }
    hasSender = true;
    messages += 1;
    reply('mail', '250 2.1.0 Ok');
  }

  function rcpt(argument: string): void {
    const recipient = /^to:\s*<([^>]+)>/i.exec(argument)?.[1];
    if (!hasSender) return reply('rcpt', '503 5.5.1 Error: need MAIL command');
    if (recipient === undefined) return reply('rcpt', '501 5.5.4 Syntax: RCPT TO:<address>');
    if (recipients.length >= maxRecipients) return reply('rcpt', '452 4.5.3 Error: too many recipients');
    const refusal = gate.onRecipient(recipient);
    if (refusal) return reply('rcpt', refusal.reply);
    recipients.push(recipient);
    reply('rcpt', '250 2.1.5 Ok');
  }

  return {
    line(text) {
      const [, verb = '', argument = ''] = /^(\S*)\s*(.*)$/.exec(text) ?? [];
      switch (verb.toUpperCase()) {
        case 'EHLO':
          hasGreeted = true;
          reset();
          reply(
            'ehlo',
            `250-${name}\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES`,
          );
          break;
        case 'HELO':
          hasGreeted = true;
          reset();
          reply('helo', `250 ${name}`);
          break;
        case 'MAIL':
          mail(argument);
          break;
        case 'RCPT':
          rcpt(argument);
          break;
        case 'DATA':
          if (recipients.length === 0) {
            reply('data', '503 5.5.1 Error: need RCPT command');
            break;
          }
          reply('data', '354 End data with <CR><LF>.<CR><LF>');
          return 'data';
        case 'RSET':
          reset();
          reply('rset', '250 2.0.0 Ok');
          break;
        case 'NOOP':
          reply('noop', '250 2.0.0 Ok');
          break;
        case 'QUIT':
          reply('quit', '221 2.0.0 Bye');
          close();
          break;
        default:
          reply(verb.toLowerCase() || 'empty', '502 5.5.2 Error: command not recognized');
      }
      return 'line';
    },
    data(received) {
      accept({ ...received, recipients });
      reset();
      reply('dot', '250 2.0.0 Ok: accepted');
    },
  };
}
