import type { Resolver } from 'node:dns/promises';
import { spf } from 'mailauth/lib/spf/index.js';
import * as z from 'zod';
import type { EvaluateSpf } from '../sender-dns/check-spf.ts';

/** RFC 7208 §4.6.4: at least 20 s for the whole of it. */
const maxElapsedMs = 20_000;

const resultSchema = z.object({
  status: z.object({
    result: z.enum(['pass', 'fail', 'softfail', 'neutral', 'none', 'temperror', 'permerror']),
    comment: z.string().catch(''),
  }),
});

/** SPF as mailauth evaluates it, by the letter of RFC 7208. */
export function createSpfEvaluator(resolver: Pick<Resolver, 'resolve'>): EvaluateSpf {
  return async (address, domain) => {
    const evaluated = await spf({
      sender: `postmaster@${domain}`,
      ip: address,
      helo: domain,
      mta: domain,
      strict: true,
      maxElapsedTime: maxElapsedMs,
      // Its types know no MX records, which it takes as Node's resolver gives them.
      resolver: (name: string, type: string) => resolver.resolve(name, type) as Promise<string[]>,
    });
    return resultSchema.parse(evaluated).status;
  };
}
