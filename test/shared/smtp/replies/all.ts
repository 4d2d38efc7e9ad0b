import { bigReceivers } from './big-receivers.ts';
import type { Replies } from './entry.ts';
import { languages } from './languages.ts';
import { otherReceivers } from './other-receivers.ts';
import { software } from './software.ts';
import { variedReplies } from './varied.ts';

export const allReplies: readonly Replies[] = [
  ...bigReceivers,
  ...otherReceivers,
  ...software,
  ...languages,
  ...variedReplies,
];
