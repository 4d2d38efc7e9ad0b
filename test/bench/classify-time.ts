import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { allReplies } from '#test/shared/smtp/replies/all.ts';

export interface RawReply {
  readonly raw: string;
  readonly command: SmtpCommand;
  readonly mx: string | null;
}

/** The replies of the suite. */
export const suiteReplies: readonly RawReply[] = allReplies.flatMap(({ mx, entries }) =>
  entries.map(([raw, command]) => ({ raw, command, mx })),
);

/** CPU to parse and classify one of these replies, µs, the mean of all. */
export function timeToClassifyUs(replies: readonly RawReply[], rounds: number): number {
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) {
    for (const { raw, command, mx } of replies) {
      const reply = parseReply(raw, command);
      if (reply) classify(reply, mx === null ? [] : ownRules('', mx));
    }
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (rounds * replies.length);
}
