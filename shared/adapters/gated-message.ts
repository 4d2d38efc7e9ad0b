import { Readable } from 'node:stream';

/** The end of a message that is withheld until the claim is written, bytes. */
const withheldBytes = 512;

export interface GatedMessage {
  readonly stream: Readable;
  /** True once the receiver has answered DATA with 354: nodemailer reads the stream only then. */
  isStarted(): boolean;
  /** `granted`: the final dot may have been sent. */
  claim(): 'none' | 'asked' | 'granted' | 'refused';
}

/**
 * A message stream that asks for the claim when the receiver is ready for the content, and ends only when it is granted. An
 * error in the stream makes nodemailer stop without sending the dot.
 */
export function gatedMessage(message: Uint8Array, claim: () => Promise<boolean>): GatedMessage {
  let isStarted = false;
  let state: ReturnType<GatedMessage['claim']> = 'none';

  async function* content() {
    isStarted = true;
    state = 'asked';
    // Asked for while the first part travels; a failure is met at the await below.
    const answer = claim().then(
      (isGranted) => isGranted,
      () => false,
    );
    const cut = Math.max(0, message.byteLength - withheldBytes);
    if (cut > 0) yield message.subarray(0, cut);
    if (!(await answer)) {
      state = 'refused';
      throw new Error('the claim was refused');
    }
    state = 'granted';
    yield message.subarray(cut);
  }

  return {
    stream: Readable.from(content(), { objectMode: false }),
    isStarted: () => isStarted,
    claim: () => state,
  };
}
