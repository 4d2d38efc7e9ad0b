import { Readable } from 'node:stream';

/**
 * The end of a message that is withheld until the claim is written, bytes. A message that is no longer goes out in one write: a part
 * sent ahead would gain less than the receiver's round trip, and cost a system call and a packet.
 */
const withheldBytes = 64 * 1024;

export interface GatedMessage {
  readonly stream: Readable;
  /** True once the receiver has answered DATA with 354: nodemailer reads the stream only then. */
  isStarted(): boolean;
  /** True once the end of the message was handed on: the final dot may have been sent. */
  isEnded(): boolean;
  /** What the claim came to; waits for the answer where it is still asked for. */
  claim(): Promise<'none' | 'granted' | 'refused'>;
}

/**
 * A message stream that asks for the claim when the receiver is ready for the content, and ends only when it is granted. An
 * error in the stream makes nodemailer stop without sending the dot.
 */
export function gatedMessage(message: Uint8Array, claim: () => Promise<boolean>): GatedMessage {
  const cut = Math.max(0, message.byteLength - withheldBytes);
  let answer: Promise<boolean> | null = null;
  let isEnded = false;

  const stream = new Readable({
    read() {
      // What follows comes with the answer, not with the demand.
      if (answer) return;
      answer = claim().catch(() => false);
      if (cut > 0) this.push(message.subarray(0, cut));
      void answer.then((isGranted) => {
        // The connection may be gone by now: then nothing more of the message leaves.
        if (this.destroyed) return;
        if (!isGranted) return void this.destroy(new Error('the claim was refused'));
        isEnded = true;
        this.push(message.subarray(cut));
        this.push(null);
      });
    },
  });
  return {
    stream,
    isStarted: () => answer !== null,
    isEnded: () => isEnded,
    claim: async () => (answer === null ? 'none' : (await answer) ? 'granted' : 'refused'),
  };
}
