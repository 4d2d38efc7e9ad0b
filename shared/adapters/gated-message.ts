import { Readable } from 'node:stream';

/**
 * The end of a message that is withheld until the claim is written, bytes. A message that is no longer goes out in one write: a part
 * sent ahead would gain less than the receiver's round trip, and cost a system call and a packet.
 */
const withheldBytes = 64 * 1024;
/**
 * What is handed on at once of what stands before that, bytes. nodemailer asks for more while the first piece still waits for the
 * receiver, and no further: so the end is not handed on while much of the message is not on its way.
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
  const cut = Math.max(0, message.byteLength - withheldBytes);
  let answer: Promise<boolean> | null = null;
  let from = 0;
  let isEndAsked = false;
  let isEnded = false;

  const stream = new Readable({
    read() {
      if (!answer) {
        if (!isInvited()) return void this.destroy(new Error('DATA was not answered by 354'));
        // Asked for while the first part travels.
        answer = claim().catch(() => false);
      }
      if (from < cut) {
        const piece = message.subarray(from, Math.min(cut, from + pieceBytes));
        from += piece.byteLength;
        return void this.push(piece);
      }
      if (isEndAsked) return;
      isEndAsked = true;
      void answer.then((isGranted) => {
        // The connection may be gone by now, or the message refused: then nothing more of it leaves.
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
    stop: () => void stream.destroy(),
    claim: async () => (answer === null ? 'none' : (await answer) ? 'granted' : 'refused'),
  };
}
