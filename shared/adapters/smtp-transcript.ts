import { parseReply, type Reply, type SmtpCommand } from '../smtp/reply.ts';

/**
 * What was said on a connection, as `SMTPConnection` logs it: which command each reply answered. The library's errors do not tell: with
 * pipelining it gives up a refusal that closes the connection, and calls any 421 one to `CONN`.
 */
export interface SmtpTranscript {
  /** For the options `logger` and `transactionLog`. */
  readonly logger: { debug(entry: LogEntry, line: string): void };
  /** A new transaction: what was said before is no longer of interest. */
  begin(): void;
  /** A command was sent since then. */
  isBegun(): boolean;
  /**
   * The first refusal (4yz, 5yz) since then: those that follow it only follow from it. Null also where something that is no reply came
   * first: then it is not known what the rest answers.
   */
  refusal(): Reply | null;
  /** The reply that was read last. */
  last(): Reply | null;
  /** The command whose reply is waited for; null where none is. */
  awaited(): SmtpCommand | null;
  /** The last EHLO that was taken announced SMTPUTF8. A STARTTLS that was refused after it takes nothing back. */
  takesUnicode(): boolean;
}

interface LogEntry {
  readonly tnx?: string;
}

const commands: Readonly<Record<string, SmtpCommand>> = {
  EHLO: 'ehlo',
  HELO: 'ehlo',
  STARTTLS: 'starttls',
  AUTH: 'auth',
  MAIL: 'mail',
  RCPT: 'rcpt',
  DATA: 'data',
  RSET: 'rset',
  QUIT: 'quit',
  '.': 'dot',
};

export function createTranscript(): SmtpTranscript {
  /** Sent and not answered, oldest first; the greeting answers the connection. */
  const unanswered: SmtpCommand[] = ['connect'];
  let isBegun = false;
  let isGarbled = false;
  let refusal: Reply | null = null;
  let last: Reply | null = null;
  let takesUnicode = false;

  function sent(line: string): void {
    isBegun = true;
    // Any other line goes on with a login.
    unanswered.push(commands[line.split(' ', 1)[0] ?? ''] ?? 'auth');
  }

  function read(raw: string): void {
    const command = unanswered.shift();
    if (command === 'ehlo' && raw.startsWith('250')) takesUnicode = /^250[ -]SMTPUTF8\b/im.test(raw);
    last = command === undefined ? null : parseReply(raw, command);
    isGarbled ||= last === null;
    if (!last || isGarbled) return;
    // The message is no command; its end has a reply all the same.
    if (last.command === 'data' && last.code === 354) unanswered.push('dot');
    if (last.code >= 400 && last.code < 600) refusal ??= last;
  }

  return {
    logger: {
      debug({ tnx }, line) {
        if (tnx === 'client') sent(line);
        if (tnx === 'server') read(line);
      },
    },
    begin() {
      isBegun = false;
      isGarbled = false;
      refusal = null;
    },
    isBegun: () => isBegun,
    refusal: () => refusal,
    last: () => last,
    awaited: () => unanswered[0] ?? null,
    takesUnicode: () => takesUnicode,
  };
}
