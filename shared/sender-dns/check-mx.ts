import type { Finding } from './finding.ts';
import type { Zone } from './zone.ts';

/** A domain that stands in From or MAIL FROM takes mail: many receivers refuse a sender that cannot be answered. */
export async function checkMx(domain: string, zone: Zone): Promise<Finding> {
  const found = (state: Finding['state'], says: string): Finding => ({ check: 'MX', about: domain, state, says });
  const hosts = await zone.mx(domain);
  if (hosts.kind === 'failed') return found('unknown', `no answer: ${hosts.error}`);
  if (hosts.kind === 'found') {
    const named = hosts.values.filter((host) => host !== '' && host !== '.');
    if (named.length > 0) return found('good', named.join(', '));
    return found('fault', 'a null MX: it says that it takes no mail, so mail from it is refused');
  }
  const own = await zone.a(domain);
  if (own.kind === 'failed') return found('unknown', `no answer: ${own.error}`);
  if (own.kind === 'found') return found('advice', `no MX: its address ${own.values[0] ?? ''} stands for it`);
  return found('fault', 'neither MX nor address: bounces have nowhere to go, and many receivers refuse its mail');
}
