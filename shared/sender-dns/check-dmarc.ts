import { getDomain } from 'tldts';
import { readTags } from './check-dkim.ts';
import type { Finding } from './finding.ts';
import type { Zone } from './zone.ts';

/**
 * The policy of a From-domain: its own, else that of its organizational domain (RFC 7489 §6.6.3). Gmail and Yahoo (2024) and
 * Outlook.com (2025) refuse or filter bulk mail of domains without one.
 */
export async function checkDmarc(domain: string, zone: Zone): Promise<Finding> {
  const organizational = getDomain(domain, { allowPrivateDomains: true }) ?? domain;
  const found = (state: Finding['state'], says: string, publish?: Finding['publish']): Finding => ({
    check: 'DMARC',
    about: domain,
    state,
    says,
    ...(publish ? { publish } : {}),
  });
  for (const asked of new Set([domain, organizational])) {
    const texts = await zone.txt(`_dmarc.${asked}`);
    if (texts.kind === 'failed') return found('unknown', `no answer: ${texts.error}`);
    const records = texts.kind === 'found' ? texts.values.filter((text) => /^v\s*=\s*DMARC1\b/.test(text)) : [];
    const [record] = records;
    if (record === undefined) continue;
    if (records.length > 1) return found('fault', `${records.length} policies at _dmarc.${asked}: none of them counts`);
    return judge(record, domain === asked, found);
  }
  return found('fault', 'no policy: begin with one that only reports', {
    name: `_dmarc.${organizational}`,
    type: 'TXT',
    value: `v=DMARC1; p=none; rua=mailto:dmarc@${organizational}`,
  });
}

function judge(record: string, isOwn: boolean, found: (state: Finding['state'], says: string) => Finding): Finding {
  const tags = readTags(record);
  const policy = (isOwn ? undefined : tags.get('sp')) ?? tags.get('p');
  if (policy === undefined || !['none', 'quarantine', 'reject'].includes(policy)) {
    return found('fault', `has no valid p=, so it does not count: ${record}`);
  }
  const from = isOwn ? '' : ' of the organizational domain';
  if (!tags.has('rua')) return found('advice', `p=${policy}${from}, but nobody gets the reports: add rua=mailto:…`);
  return found('good', `p=${policy}${from}`);
}
