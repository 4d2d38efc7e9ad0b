import { providers } from '../providers/catalog.ts';
import type { FixedLimits } from './fixed-limits.ts';
import { defaultMaxSlots } from './law.ts';
import { type LimitTable, parseRate, type Rate } from './limits.ts';

/** Stay this much under a rate that was told: the receiver counts arrivals, and the network bunches what we spaced. */
const rateUse = 0.98;

/**
 * A receiver that counts in whole seconds takes up to 11 s for its 10 (Postfix's anvil(8)). From this window on, what it allows
 * is spread over one second more: that is also as much as arrivals may bunch. In a shorter window it would cost too much.
 */
const coarseWindowMs = 10_000;
const coarseStepMs = 1_000;

/** The fixed limits of a site: what the configuration says, else the provider's profile, else only the cautious default. */
export function siteLimits(site: string, table: LimitTable): FixedLimits {
  const told = table[site];
  const profile = providers.find((provider) => provider.name === site)?.limits;
  const rateText = told?.rate ?? profile?.rate;
  return {
    maxSlots: told?.connections ?? profile?.connections ?? defaultMaxSlots,
    intervalUs: rateText === undefined ? 0 : intervalUsOf(parseRate(rateText)),
    messagesPerConnection: told?.messagesPerConnection ?? profile?.messagesPerConnection ?? Number.MAX_SAFE_INTEGER,
  };
}

/** µs from one message to the next, so that a window never sees more than it allows: 60/10s is kept as 60 in 11 s. */
function intervalUsOf({ messages, perMs }: Rate): number {
  const spreadMs = perMs >= coarseWindowMs ? perMs + coarseStepMs : perMs / rateUse;
  return Math.ceil((spreadMs * 1000) / messages);
}
