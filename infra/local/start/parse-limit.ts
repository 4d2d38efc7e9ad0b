import { parseLimits, type SiteLimits } from '#shared/bucket/limits.ts';
import { UsageError } from '../../cli/command.ts';

/** Parses `SITE:LIMIT,LIMIT…`, such as `example.com:5 connections,60/10s`; the site is a domain or a provider's name. */
export function parseLimit(text: string): readonly [string, SiteLimits] {
  const [, site = '', list = ''] = /^([^\s:,]+):(.+)$/.exec(text) ?? [];
  if (site === '') {
    throw new UsageError(`--limit "${text}" is not of the form SITE:LIMIT, such as "example.com:5 connections,60/10s"`);
  }
  try {
    // A comma inside "1,000/h" separates nothing.
    const limits = parseLimits(list.split(/(?<!\d),/).map((limit) => limit.trim()));
    return [site.toLowerCase(), limits];
  } catch (error) {
    throw new UsageError(`--limit "${text}": ${error instanceof Error ? error.message : String(error)}`);
  }
}
