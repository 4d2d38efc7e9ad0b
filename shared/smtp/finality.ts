import { greeting } from './codes.ts';
import { pattern } from './pattern.ts';
import { retryAfter } from './retry-after.ts';
import type { Subject } from './rule.ts';

/** Words of a failure that passes. */
export const passes = pattern`
  \b(?:try|retry|retrying|resend|re-send|come back|attempt)\b.{0,25} (?:later|in a (?:few|while|moment)|shortly|soon|tomorrow|in \d|after \d)
  \btemporar(?:y|ily)\b(?! (?:e-?mail|mail|address|account))
  \btransient\b
  vorubergehend|voruebergehend|zeitweilig|spater (?:noch|erneut|wieder)|spaeter (?:noch|erneut|wieder)
  temporaire|plus tard|ulterieurement
  \btemporal(?:mente)?\b|temporane|temporari[ao]|temporariamente|mas tarde|mais tarde|piu tardi
  \btijdelijk|probeer .{0,20}later|tymczasow|pozniej|tillfallig|forsok igen
  временно|позже|позднее|попробуйте|vremenno|pozzhe|pozdnee
  稍后|稍後|暂时|暫時|しばらく|一時的|後ほど|나중에|일시적
`;
/** Words of a failure that stays. */
export const stays = pattern`
  \bpermanent(?:ly)?\b
  \b(?:will|shall|can) (?:not|never) (?:be (?:accepted|delivered|retried)|succeed|change)
  \b(?:do not|don't|please do not|never) (?:retry|try|resend|re-send|send|attempt|requeue)
  \bno (?:further|more) (?:attempts|retries)|\bgive up\b|retrying (?:is useless|won't|will not)
  dauerhaft|endgultig|endgueltig|definitiv|definitiva|\bpermanente(?:mente)?\b|trwale|окончательно|永久
`;

/**
 * Whether a failure is final: the code says so, unless the text says the opposite or names a time to try again. Never for a 421 (RFC 5321 §3.8), nor before
 * MAIL, where nothing was said of the message.
 */
export function isFinal({ reply, text }: Subject): boolean {
  if (reply.code === 421 || greeting.includes(reply.command)) return false;
  const isTold = stays.test(text);
  return reply.code >= 500 ? isTold || !(passes.test(text) || retryAfter(text) > 0) : isTold;
}
