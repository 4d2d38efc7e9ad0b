import type { Meter } from '../lambda/meter.ts';
import type { Buckets } from './bucket.ts';
import { everySite } from './every-site.ts';
import type { BucketStore, BucketWrite } from './write.ts';

/**
 * Counts what the buckets of a lane grant, how many of their writes are refused, and which sites they bring to a stop. The
 * bucket of an egress in total is no site, and is left out.
 */
export function meterBuckets(
  store: BucketStore,
  build: (store: BucketStore) => Buckets,
  meter: Meter,
  lane: string,
): Buckets {
  const count = (name: 'Grants' | 'GrantsRefused' | 'SiteSuspended', site: string) => {
    if (site !== everySite) meter.count(name, 1, { lane, site });
  };
  const buckets: Buckets = build({
    read: store.read,
    async write(key, write) {
      const site = key.slice(key.indexOf('#') + 1);
      // As the buckets know it: what they write is drawn from that.
      const wasStopped = buckets.state(site)?.law.mode === 'stopped';
      const result = await store.write(key, write);
      if (result.kind === 'refused') count('GrantsRefused', site);
      else if (isStop(write) && !wasStopped) count('SiteSuspended', site);
      return result;
    },
  });
  return {
    ...buckets,
    async acquire(site, request) {
      const answer = await buckets.acquire(site, request);
      if (answer.kind === 'granted') count('Grants', site);
      return answer;
    },
  };
}

function isStop({ then }: BucketWrite): boolean {
  return then.some((action) => action.do === 'set-law' && action.law.mode === 'stopped');
}
