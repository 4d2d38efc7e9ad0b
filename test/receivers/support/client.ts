import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { classify } from '#shared/smtp/classify.ts';
import { formatReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import type { OpenResult, OutgoingMail, SendResult, SmtpSession } from '#shared/smtp/session.ts';
import type { Verdict } from '#shared/smtp/verdict.ts';

const client = createSmtpClient({
  egress: { kind: 'mx', name: 'local', ehloName: 'sender.test' },
  now: Date.now,
});

/** Tries to open a session at a receiver on this machine. */
export function open(port: number, leftMs = 20_000): Promise<OpenResult> {
  return client({ host: '127.0.0.1', port, trusted: true }, Date.now() + leftMs);
}

/** An open session, ended with its scope; throws where the receiver refuses. */
export async function openSession(port: number): Promise<SmtpSession & AsyncDisposable> {
  const result = await open(port);
  if (result.kind !== 'open') throw new Error(`no session: ${JSON.stringify(result)}`);
  const { session } = result;
  return {
    get isUsable() {
      return session.isUsable;
    },
    send: (mail) => session.send(mail),
    end: () => session.end(),
    [Symbol.asyncDispose]: () => session.end(),
  };
}

/** A message whose Message-ID is `<recipient>`. */
export function mailTo(recipient: string, changes: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    sender: 'news@sender.test',
    recipient,
    message: Buffer.from(`Message-ID: <${recipient}>\r\nSubject: hello\r\n\r\nbody\r\n`),
    claim: async () => true,
    ...changes,
  };
}

export interface Judgement extends Verdict {
  /** The reply on one line. */
  readonly reply: string;
  readonly command: SmtpCommand;
  /** Whether the final dot may have been sent; null where there was no message yet. */
  readonly claimed: boolean | null;
}

/** What the product makes of a refusal; throws where there was none, or no reply was read. */
export function judge(result: OpenResult | SendResult): Judgement {
  if (result.kind !== 'refused') throw new Error(`no refusal: ${JSON.stringify(result)}`);
  const { reply } = result;
  return {
    ...classify(reply),
    reply: formatReply(reply),
    command: reply.command,
    claimed: 'claimed' in result ? result.claimed : null,
  };
}
