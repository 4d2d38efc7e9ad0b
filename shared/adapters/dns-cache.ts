import { createBoundedMap } from '../bounded-map.ts';
import type { AskDns, DnsAnswer } from './dns-client.ts';

/** What a zone promises for longer is asked again all the same: its owner may have been wrong, seconds. */
const maxTtlSeconds = 3_600;
/** "There is none" may be a slip that its owner mends: not longer than this, seconds (RFC 2308 §5 suggests hours). */
const maxNegativeTtlSeconds = 300;
/** A name for which DNS fails is not asked for by each message (RFC 2308 §7 allows 5 minutes), seconds. */
const failedTtlSeconds = 10;
/** Who asks while a question is open waits for its answer, ms; it ends sooner, unless the process slept. */
const openQuestionMs = 15_000;
/** Answers remembered: some megabytes at most. */
const maxAnswers = 20_000;

/** Remembers each answer for as long as it says that it holds, and asks one question once at a time. */
export function createDnsCache(ask: AskDns, now: () => number): AskDns {
  const known = createBoundedMap<{ untilMs: number; answer: Promise<DnsAnswer> }>(maxAnswers);
  return async (name, type) => {
    const key = `${type} ${name}`;
    const before = known.get(key);
    if (before && before.untilMs > now()) return before.answer;
    const answer = ask(name, type);
    const entry = { untilMs: now() + openQuestionMs, answer };
    known.set(key, entry);
    entry.untilMs = now() + 1000 * ttlSeconds(await answer);
    return answer;
  };
}

function ttlSeconds(answer: DnsAnswer): number {
  switch (answer.kind) {
    case 'records':
      return Math.min(answer.ttlSeconds, maxTtlSeconds);
    case 'no-data':
    case 'no-such-name':
      return Math.min(answer.ttlSeconds, maxNegativeTtlSeconds);
    case 'failed':
      return failedTtlSeconds;
  }
}
