import { maxTextChars } from '#shared/smtp/reply.ts';
import { hostileTexts } from '#test/shared/smtp/hostile-texts.ts';
import { type RawReply, suiteReplies as real, timeToClassifyUs as timeUs } from './classify-time.ts';

function row(name: string, us: number): void {
  console.log(`| ${name} | ${us.toFixed(1)} |`);
}

const hostile = hostileTexts.map((text): RawReply => ({ raw: `550 ${text}`, command: 'rcpt', mx: null }));
timeUs(real, 20);
console.log('| replies | µs to parse and classify one |\n| --- | --- |');
row(`the suite, mean of ${real.length}`, timeUs(real, 100));
const each = real.map((one) => timeUs([one], 300)).toSorted((a, b) => a - b);
row('the suite, 99 of 100 below', each[Math.floor(0.99 * each.length)] ?? 0);
row(`hostile texts of ${maxTextChars} characters, mean of ${hostile.length}`, timeUs(hostile, 20));
row('hostile texts, the slowest', Math.max(...hostile.map((one) => timeUs([one], 20))));
