import { maxTextChars } from '#shared/smtp/reply.ts';

const words = [
  'a',
  ' ',
  'too many ',
  'rate ',
  'limit ',
  'mailbox ',
  'user not ',
  'connection exceed ',
  'sender domain ',
  'message ',
  'ip ',
  'spam ',
  '1.1.1.',
  '5.1.1-',
  '@',
  '"',
  'почтовый ящик ',
  '邮箱',
  'ä',
  'a\u0301',
  '<a@',
  '12:34:',
  'try again in 1',
];

/** Texts that make a careless pattern try again and again, each as long as a reply is read. */
export const hostileTexts: readonly string[] = words.map((word) =>
  word.repeat(Math.ceil(maxTextChars / word.length)).slice(0, maxTextChars),
);
