import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import type { OpenResult, SmtpSession } from '#shared/smtp/session.ts';
import { type Script, type ScriptedServer, startScriptedServer, turns } from '#test/support/scripted-smtp.ts';

const egress = { kind: 'mx', name: 'test', ehloName: 'sender.test' } as const;
export const open = createSmtpClient({ egress, now: Date.now });
const openImpatiently = createSmtpClient({
  egress,
  now: Date.now,
  timeouts: { connectMs: 300, handshakeMs: 300, commandMs: 60_000, closeMs: 300 },
});

const targetOf = ({ port }: Pick<ScriptedServer, 'port'>) => ({ host: '127.0.0.1', port, trusted: true });

export const connectTo = (server: Pick<ScriptedServer, 'port'>, leftMs = 5_000): Promise<OpenResult> =>
  open(targetOf(server), Date.now() + leftMs);

/** Waits a third of a second for what a receiver owes before and after the messages. */
export const connectImpatiently = (server: ScriptedServer): Promise<OpenResult> =>
  openImpatiently(targetOf(server), Date.now() + 60_000);

/** A session with a receiver that follows a script; both are gone afterwards. */
export async function sessionWith(
  script: Script,
  work: (session: SmtpSession, server: ScriptedServer) => Promise<void>,
): Promise<void> {
  await using server = await startScriptedServer(script);
  const opened = await connectTo(server);
  if (opened.kind !== 'open') throw new Error(`not open: ${JSON.stringify(opened)}`);
  try {
    await work(opened.session, server);
  } finally {
    await opened.session.end();
  }
}

export const mail = (claim: () => Promise<boolean> = async () => true, text = 'Subject: hello\r\n\r\nbody\r\n') => ({
  sender: 'a@sender.test',
  recipient: 'b@receiver.test',
  message: Buffer.from(text),
  claim,
});

/** A claim that takes longer than the receiver takes to say something, or to hang up. */
export const slowClaim = async () => {
  await turns(40);
  return true;
};
/** Longer than the end that waits for the claim: its first part travels meanwhile. */
export const longText = `Subject: x\r\n\r\n${'line\r\n'.repeat(30_000)}`;
