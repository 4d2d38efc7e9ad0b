import { parseRate, type SiteLimits, siteLimitsSchema } from '#shared/bucket/limits.ts';
import { UsageError } from '../../cli/command.ts';

const right = 'such as example.com:connections=5,rate=60/10s,messagesPerConnection=20';

/** Parses `DOMAIN:connections=N,rate=N/10s,messagesPerConnection=N`; each may be left out, not all. A provider's name may stand for the domain. */
export function parseLimit(text: string): readonly [string, SiteLimits] {
  const [, site = '', list = ''] = /^([^\s:=,]+):(.+)$/.exec(text) ?? [];
  const wrong = (problem: string) => new UsageError(`--limit "${text}" ${problem}, ${right}`);
  if (site === '') throw wrong('is not of the form DOMAIN:NAME=VALUE,…');
  const entries = list
    // A comma inside "1,000/h" separates nothing.
    .split(/,(?=[A-Za-z])/)
    .map((part): [string, string | number] => {
      const [, name = '', value = ''] = /^([A-Za-z]+)=(.+)$/.exec(part) ?? [];
      if (name === '') throw wrong(`has "${part}", which is not NAME=VALUE`);
      return [name, name === 'rate' ? value : Number(value)];
    });
  const parsed = siteLimitsSchema.safeParse(Object.fromEntries(entries));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : String(issue?.path[0]);
    throw wrong(`has a wrong "${field}": it takes connections, rate and messagesPerConnection`);
  }
  try {
    if (parsed.data.rate !== undefined) parseRate(parsed.data.rate);
  } catch (error) {
    throw new UsageError(`--limit "${text}": ${error instanceof Error ? error.message : String(error)}`);
  }
  return [site.toLowerCase(), parsed.data];
}
