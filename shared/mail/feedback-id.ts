/** Gmail: the sender's part is mandatory and has 5 to 15 characters (support.google.com/mail/answer/6254652). */
export const feedbackSenderForm = /^[A-Za-z0-9_-]{5,15}$/;

/** Each of the other parts; Gmail names no bound. */
const maxPartLength = 64;

/**
 * The value of a Feedback-ID, by which Gmail's Postmaster Tools count complaints: `campaign:customer:stream:sender`. The first two
 * are the tags of these names, empty where a submission has none.
 */
export function feedbackId(sender: string, stream: string, tags: Readonly<Record<string, string>>): string {
  const part = (name: string) => (Object.hasOwn(tags, name) ? (tags[name] ?? '') : '').slice(0, maxPartLength);
  return [part('campaign'), part('customer'), stream, sender].join(':');
}
