import { Readable } from 'node:stream';

/** The end of a message that is withheld until the claim is written, bytes. */
const withheldBytes = 512;

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
  let answer: Promise<boolean> | null = null;
  let isEnded = false;

  async function* content() {
    // Asked for while the first part travels; a failure is met at the await below.
    answer = claim().then(
      (isGranted) => isGranted,
      () => false,
    );
    const cut = Math.max(0, message.byteLength - withheldBytes);
    if (cut > 0) yield message.subarray(0, cut);
    if (!(await answer)) throw new Error('the claim was refused');
    // The connection may be gone by now: then nothing more of the message leaves.
    if (stream.destroyed) return;
    isEnded = true;
    yield message.subarray(cut);
  }

  const stream: Readable = Readable.from(content(), { objectMode: false });
  return {
    stream,
    isStarted: () => answer !== null,
    isEnded: () => isEnded,
    claim: async () => (answer === null ? 'none' : (await answer) ? 'granted' : 'refused'),
  };
}
