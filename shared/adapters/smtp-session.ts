import { isAscii } from 'node:buffer';
import { setImmediate as turn } from 'node:timers/promises';
import { parseReply, type Reply } from '../smtp/reply.ts';
import type { OutgoingMail, SendResult, SmtpSession } from '../smtp/session.ts';
import { unicodeReply } from '../smtp/unicode-reply.ts';
import { type GatedMessage, gatedMessage } from './gated-message.ts';
import { describe, type SmtpError } from './smtp-error.ts';
import type { OpenConnection } from './smtp-handshake.ts';

/** Sends one message after another over a connection, and knows of each whether its final dot may have been sent. */
export function createSession(open: OpenConnection): SmtpSession {
  const { connection, socket, closed, transcript } = open;
  let isUsable = true;
  const forget = () => {
    isUsable = false;
  };
  // nodemailer ends before the socket is closed: at a 421, at a reply that answers nothing.
  connection.once('end', forget);
  void closed.then(forget);

  async function send(mail: OutgoingMail): Promise<SendResult> {
    await readWhatWasSaid();
    if (!isUsable) return { kind: 'not-started' };
    const untaken = open.takesUnicode ? null : unicodeReply(mail);
    if (untaken) return { kind: 'refused', reply: untaken, claimed: false };
    const gate = gatedMessage(mail.message, mail.claim, () => transcript.last()?.code === 354);
    transcript.begin();
    const { failure, response } = await transfer(mail, gate);
    if (!failure && gate.isEnded()) {
      const reply = parseReply(response, 'dot');
      if (reply) return { kind: 'accepted', reply };
    }
    // The claim may be written though the connection was lost before its answer came: what stands in the ledger counts.
    const claim = await gate.claim();
    if (claim === 'refused') {
      abandon();
      return { kind: 'claim-refused' };
    }
    const claimed = claim === 'granted';
    const reply = (failure && oversizeReply(failure)) ?? refusalOf(gate);
    if (reply) {
      // A 421 ends the session whatever the socket does (RFC 5321 §3.8), and a reply in mid-message leaves it amid the data.
      const isAmidData = gate.isStarted() && !gate.isEnded();
      if (reply.code === 421 || isAmidData || !(await reset())) abandon();
      return { kind: 'refused', reply, claimed };
    }
    abandon();
    if (!transcript.isBegun()) return { kind: 'not-started' };
    const error = failure ? describe(failure) : `a reply that answers nothing: ${response}`;
    return { kind: 'lost', error, claimed, dotSent: gate.isEnded() };
  }

  /**
   * What came since the last reply is read before the next command: two turns of the event loop hold a look at the socket. A reply
   * that nobody waits for, or the end of an idle connection, must not be taken for the answer to this message.
   */
  async function readWhatWasSaid(): Promise<void> {
    await turn();
    await turn();
  }

  function transfer(
    mail: OutgoingMail,
    gate: GatedMessage,
  ): Promise<{ readonly failure: SmtpError | null; readonly response: string }> {
    return new Promise((resolve) => {
      const end = (failure: SmtpError | null, response = '') => {
        // Before anything else happens: a message that was refused on its way must not get its dot.
        gate.stop();
        resolve({ failure, response });
      };
      void closed.then(() => end(new Error('the connection was closed')));
      connection.send(
        {
          from: mail.sender ?? false,
          to: [mail.recipient],
          size: mail.message.byteLength,
          // Said only where it is so: what is composed has seven bits, a signed part of a raw message may have eight.
          use8BitMime: !isAscii(mail.message),
        },
        gate.stream,
        (failure, info) => end(failure ?? null, info?.response),
      );
    });
  }

  /** The refusal that ended the transaction; null where none was read. */
  function refusalOf(gate: GatedMessage): Reply | null {
    const refusal = transcript.refusal();
    return refusal?.command === 'dot' && !gate.isEnded() ? { ...refusal, command: 'data' } : refusal;
  }

  function abandon(): void {
    isUsable = false;
    connection.close();
  }

  function reset(): Promise<boolean> {
    return new Promise((resolve) => {
      void closed.then(() => resolve(false));
      connection.reset((error) => resolve(!error));
    });
  }

  return {
    get isUsable() {
      return isUsable;
    },
    send,
    async end() {
      if (isUsable) connection.quit();
      isUsable = false;
      const giveUp = setTimeout(() => socket.destroy(), open.closeTimeoutMs);
      await closed;
      clearTimeout(giveUp);
    },
  };
}

/** nodemailer keeps back a message over the size that EHLO announced: the reply that the receiver would give (RFC 1870 §6.1). */
function oversizeReply(error: SmtpError): Reply | null {
  const isKeptBack = error.code === 'EMESSAGE' && error.command === 'MAIL FROM' && !error.response;
  return isKeptBack ? parseReply(`552 5.3.4 ${error.message}`, 'mail') : null;
}
