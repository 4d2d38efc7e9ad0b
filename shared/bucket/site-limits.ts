import { providers } from '../providers/catalog.ts';
import type { FixedLimits } from './decide.ts';
import { defaultMaxSlots } from './law.ts';
import { type LimitTable, parseRate } from './limits.ts';

/** Stay this much under a rate that was told: the receiver counts arrivals, and the network bunches what we spaced. */
const rateUse = 0.98;

/** The fixed limits of a site: what the configuration says, else the provider's profile, else only the cautious default. */
export function siteLimits(site: string, table: LimitTable): FixedLimits {
  const told = table[site];
  const profile = providers.find((provider) => provider.name === site)?.limits;
  const rateText = told?.rate ?? profile?.rate;
  const rate = rateText === undefined ? null : parseRate(rateText);
  return {
    maxSlots: told?.connections ?? profile?.connections ?? defaultMaxSlots,
    intervalUs: rate === null ? 0 : Math.ceil((rate.perMs * 1000) / rate.messages / rateUse),
    messagesPerConnection: told?.messagesPerConnection ?? profile?.messagesPerConnection ?? Number.MAX_SAFE_INTEGER,
  };
}
