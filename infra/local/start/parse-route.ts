import type { Routes } from '#shared/routing/egress.ts';
import { normaliseDomain } from '#shared/mail/domain.ts';
import { UsageError } from '../../cli/command.ts';

/** Parses `DOMAIN=HOST:PORT`; the domain may be `*`, for every one that has no route of its own. */
export function parseRoute(text: string): readonly [string, Routes[string]] {
  const match = /^([^=]+)=([^\s:=[\]]+):(\d{1,5})$/.exec(text);
  const [, left = '', host = '', digits = ''] = match ?? [];
  const domain = left === '*' ? left : normaliseDomain(left);
  const port = Number(digits);
  if (domain === null || port < 1 || port > 65_535) {
    throw new UsageError(`--route "${text}" is not of the form DOMAIN=HOST:PORT, such as example.com=127.0.0.1:2525`);
  }
  return [domain, { host, port }];
}
