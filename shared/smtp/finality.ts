import { greeting } from './codes.ts';
import { pattern } from './pattern.ts';
import { retryAfter } from './retry-after.ts';
import type { Subject } from './rule.ts';

/** Words of a failure that passes. */
export const passes = pattern`
  \b(?:try|retry|retrying|resend|re-send|come back|attempt)\b.{0,25} (?:later|in a (?:few|while|moment)|shortly|soon|tomorrow|in \d|after \d)
  \btemporar(?:y|ily)\b(?! (?:e-?mail|mail|address|account))
  \btransient\b
  \b(?:currently|at (?:the|this) (?:moment|time)|right now|momentan|zur ?zeit|derzeit|actuellement|actualmente|momentaneamente|attualmente|obecnie|сейчас)\b.{0,24} (?:un(?:available|reachable|able)|not (?:available|reachable|responding)|nicht (?:verfugbar|erreichbar)|indisponi|injoignable|no disponible|non (?:disponibil|raggiungibil)|niedostepn|недоступ)
  \b(?:unavailable|unreachable|not (?:available|reachable)|nicht (?:verfugbar|erreichbar)|indisponi\w+|injoignable)(?: \w+)? (?:at (?:the|this) (?:moment|time)|right now|currently|momentan|zur ?zeit|derzeit|actuellement|pour le moment)
  vorubergehend|voruebergehend|zeitweilig|spater (?:noch|erneut|wieder)|spaeter (?:noch|erneut|wieder)
  temporaire|plus tard|ulterieurement
  \btemporal(?:mente)?\b|temporane|temporari[ao]|temporariamente|mas tarde|mais tarde|piu tardi
  \btijdelijk|probeer .{0,20}later|tymczasow|pozniej|tillfallig|forsok igen
  временно|позже|позднее|попробуйте|vremenno|pozzhe|pozdnee
  稍后|稍後|暂时|暫時|しばらく|一時的|後ほど|나중에|일시적
`;
/** Words of a failure that stays, and of no other thing that does. */
export const stays = pattern`
  (?<!\b(?:not|non|no|isn't|n't)(?: be| an?)? )\bpermanent(?:ly)?\b(?! delet)
  \b(?:will|shall|can) (?:not|never) (?:be (?:accepted|delivered|retried)|succeed|change)(?! (?:right now|for now|now|at (?:this|the)|by us|until|before|yet|because|due))
  \b(?:do not|don't|please do not|never) (?:retry|try|resend|re-send|send|attempt|requeue)\b(?!.{0,16}\b(?:immediately|before|within|until|unless|more|too|so soon|for the next|at once|again in)\b)
  \bno (?:further|more) (?:attempts|retries)(?!.{0,40}\b(?:now|today|until|before|moment)\b)|\bgive up\b|retrying (?:is useless|won't|will not)
  dauerhaft|endgultig|endgueltig|definitiv(?!e answer)|definitiva|(?<!\b(?:non|no|nao)(?: es| e)? )\bpermanente(?:mente)?\b|trwale|окончательно|永久
`;
/**
 * The few words that are enough under a code that says "later": a message that could still arrive is lost by a reply that is misread,
 * and one that never will is merely tried until its time is over.
 */
export const neverUnder4yz = pattern`
  \b(?:will|shall|can) (?:not|never) succeed|\bwill never be (?:accepted|delivered)
  \b(?:do not|don't|please do not|never) (?:retry|try again|resend|re-send|requeue)(?= ?(?:$|[.,;:!)\]-]|this|it\b|the\b|to\b|deliver))
  \bretrying (?:is useless|won't|will not)
  \b(?:failed|failing|rejected|refused|undeliverable) permanently|(?<!\b(?:not|isn't|no)(?: an?)? )\bpermanent (?:failure|error|rejection)
`;
/** Words of now, which "never" does not go with: a delay, a backlog, a decision that is still to be made. */
const forNow =
  /\b(?:now|moment|current(?:ly)?|present(?:ly)?|yet|later|until|before|within|pending|immediately|soon|again in|for the next|deferred|defer|delayed|queued|busy|unavailable|momentan|derzeit|zurzeit|zur zeit)\b/;

/**
 * Whether a failure is final: the code says so, unless the text says the opposite or names a time to try again. A 4yz is only where the
 * text says it in so many words, and says nothing of a time. Never for a 421 (RFC 5321 §3.8), nor before MAIL, where nothing was said of
 * the message.
 */
export function isFinal({ reply, text }: Subject): boolean {
  if (reply.code === 421 || greeting.includes(reply.command)) return false;
  const isPassing = passes.test(text) || retryAfter(text) > 0;
  if (reply.code >= 500) return stays.test(text) || !isPassing;
  return neverUnder4yz.test(text) && !isPassing && !forNow.test(text);
}
