import { Readable } from 'node:stream';

/** The end of a message that is withheld until the claim is written, bytes. */
const withheldBytes = 512;
/**
 * What is handed on at once, bytes. nodemailer asks for more while the first piece still waits for the receiver, and no further: so the
 * end is not handed on while much of the message is not on its way.
 */
const pieceBytes = 64 * 1024;

export interface GatedMessage {
  readonly stream: Readable;
  /** True once the claim was asked for: the receiver has answered DATA with 354. */
  isStarted(): boolean;
  /** True once the end of the message was handed on: the final dot may have been sent. */
  isEnded(): boolean;
  /** Nothing more of the message leaves from now on. */
  stop(): void;
  /** What the claim came to; waits for the answer where it is still asked for. */
  claim(): Promise<'none' | 'granted' | 'refused'>;
}

/**
 * A message stream that asks for the claim when the receiver is ready for the content, and ends only when it is granted. An
 * error in the stream makes nodemailer stop without sending the dot. `isInvited`: whether the reply to DATA, which makes
 * nodemailer read the stream, was a 354; it goes on with any 2yz as well, which is the reply to something else.
 */
export function gatedMessage(
  message: Uint8Array,
  claim: () => Promise<boolean>,
  isInvited: () => boolean,
): GatedMessage {
  let answer: Promise<boolean> | null = null;
  let isEnded = false;

  async function* content() {
    if (!isInvited()) throw new Error('DATA was not answered by 354');
    // Asked for while the first part travels; a failure is met at the await below.
    answer = claim().then(
      (isGranted) => isGranted,
      () => false,
    );
    const cut = Math.max(0, message.byteLength - withheldBytes);
    for (let from = 0; from < cut; from += pieceBytes) yield message.subarray(from, Math.min(cut, from + pieceBytes));
    if (!(await answer)) throw new Error('the claim was refused');
    // The connection may be gone by now, or the message refused: then nothing more of it leaves.
    if (stream.destroyed) return;
    isEnded = true;
    yield message.subarray(cut);
  }

  const stream: Readable = Readable.from(content(), { objectMode: false });
  return {
    stream,
    isStarted: () => answer !== null,
    isEnded: () => isEnded,
    stop: () => void stream.destroy(),
    claim: async () => (answer === null ? 'none' : (await answer) ? 'granted' : 'refused'),
  };
}
