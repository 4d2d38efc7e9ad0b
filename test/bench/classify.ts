import { performance } from 'node:perf_hooks';
import { ownRules } from '#shared/providers/catalog.ts';
import { classify } from '#shared/smtp/classify.ts';
import { maxTextChars, parseReply, type SmtpCommand } from '#shared/smtp/reply.ts';
import { hostileTexts } from '#test/shared/smtp/hostile-texts.ts';
import { allReplies } from '#test/shared/smtp/replies/all.ts';

interface Raw {
  readonly raw: string;
  readonly command: SmtpCommand;
  readonly mx: string | null;
}

/** Time to parse and classify one of these replies, µs, the mean of all. */
function timeUs(replies: readonly Raw[], rounds: number): number {
  const startMs = performance.now();
  for (let round = 0; round < rounds; round++) {
    for (const { raw, command, mx } of replies) {
      const reply = parseReply(raw, command);
      if (reply) classify(reply, mx === null ? [] : ownRules('', mx));
    }
  }
  return ((performance.now() - startMs) * 1000) / (rounds * replies.length);
}

function row(name: string, us: number): void {
  console.log(`| ${name} | ${us.toFixed(1)} |`);
}

const real = allReplies.flatMap(({ mx, entries }) => entries.map(([raw, command]): Raw => ({ raw, command, mx })));
const hostile = hostileTexts.map((text): Raw => ({ raw: `550 ${text}`, command: 'rcpt', mx: null }));
timeUs(real, 20);
console.log('| replies | µs to parse and classify one |\n| --- | --- |');
row(`the suite, mean of ${real.length}`, timeUs(real, 100));
const each = real.map((one) => timeUs([one], 300)).toSorted((a, b) => a - b);
row('the suite, 99 of 100 below', each[Math.floor(0.99 * each.length)] ?? 0);
row(`hostile texts of ${maxTextChars} characters, mean of ${hostile.length}`, timeUs(hostile, 20));
row('hostile texts, the slowest', Math.max(...hostile.map((one) => timeUs([one], 20))));
