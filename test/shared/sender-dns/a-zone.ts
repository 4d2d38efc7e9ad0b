import { reverseName } from '#shared/sender-dns/check-ptr.ts';
import type { Answer, Zone } from '#shared/sender-dns/zone.ts';

/** Records as `"name TYPE": [values]`; a string instead of values is an error of DNS. */
export type Records = Readonly<Record<string, readonly string[] | string>>;

/** DNS that holds these records and no other. */
export function aZone(records: Records): Zone {
  const ask = async (name: string, type: string): Promise<Answer<string>> => {
    const found = records[`${name} ${type}`];
    if (found === undefined) return { kind: 'none' };
    return typeof found === 'string' ? { kind: 'failed', error: found } : { kind: 'found', values: found };
  };
  return {
    txt: (name) => ask(name, 'TXT'),
    a: (name) => ask(name, 'A'),
    mx: (name) => ask(name, 'MX'),
    ptr: (address) => ask(reverseName(address), 'PTR'),
  };
}
