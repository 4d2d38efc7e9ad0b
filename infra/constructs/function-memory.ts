/** What a function holds beside its large messages, MiB; and what each of those takes, times its size. `npm run bench:memory` */
const withoutMessagesMib = 300;
const timesItsSize = 9;
/** A fifth stays free. */
const usedShare = 0.8;

/** The memory of a function that holds so many of the largest messages at once, MiB; `leastMib` where it needs no more. */
export function functionMemoryMib(maxMessageBytes: number, messagesAtOnce: number, leastMib: number): number {
  const messageMib = maxMessageBytes / 2 ** 20;
  const needed = (withoutMessagesMib + messagesAtOnce * timesItsSize * messageMib) / usedShare;
  return Math.max(leastMib, Math.ceil(needed));
}
