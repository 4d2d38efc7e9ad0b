import { domainOf } from '#shared/mail/delivery.ts';
import { getDomain } from 'tldts';
import type { EgressConfig } from './egress-schema.ts';
import type { PipelineConfig } from './schema.ts';

/** One record of DNS, as a line of a zone file; or, for a PTR, the command by which AWS publishes it. */
export interface RecordToPublish {
  /** Of what kind it is, and of whom. */
  readonly type: 'A' | 'Ptr' | 'Spf' | 'ReturnMx' | 'Dkim' | 'Dmarc';
  readonly subject: string;
  readonly line: string;
}

export interface OwnAddress {
  readonly address: string;
  readonly allocationId: string;
}

/**
 * What receivers must find in DNS about mail of this configuration. What only the user knows stands in angle brackets.
 *
 * @param addressOf of the egress of that name
 */
export function recordsToPublish(
  config: Pick<PipelineConfig, 'egresses' | 'senders' | 'dkim' | 'returnPath'>,
  addressOf: (egressName: string) => OwnAddress,
): RecordToPublish[] {
  const { egresses, dkim, returnPath } = config;
  const direct = egresses.filter((egress) => egress.kind === 'mx');
  const fromDomains = [...new Set(config.senders.flatMap(({ domains }) => domains))].filter((name) => name !== '*');
  const named = fromDomains.filter((name) => !name.startsWith('*.'));
  const organizations = [...fromDomains, ...dkim.map(({ domain }) => domain)].map((name) => {
    const domain = name.replace(/^\*\./, '');
    return getDomain(domain, { allowPrivateDomains: true }) ?? domain;
  });
  const returnDomain = returnPath?.kind === 'fixed' ? domainOf(returnPath.address) : returnPath?.domain;
  const mechanisms = egresses.map((egress) => spfMechanism(egress, addressOf)).join(' ');

  return [
    ...direct.flatMap(({ name, ehloName }): RecordToPublish[] => {
      const { address, allocationId } = addressOf(name);
      return [
        { type: 'A', subject: name, line: `${ehloName}. A ${address}` },
        {
          type: 'Ptr',
          subject: name,
          line: `aws ec2 modify-address-attribute --allocation-id ${allocationId} --domain-name ${ehloName}`,
        },
      ];
    }),
    // Behind relays alone these two are as the relay's documentation says.
    ...(direct.length === 0 ? [] : returnDomain === undefined ? named : [returnDomain]).map(
      (domain): RecordToPublish => ({
        type: 'Spf',
        subject: domain,
        // A From-domain usually sends by other ways as well.
        line: `${domain}. TXT "v=spf1 ${mechanisms} ${returnDomain === undefined ? '~all' : '-all'}"`,
      }),
    ),
    ...(direct.length === 0 || returnDomain === undefined ? [] : [returnDomain]).map((domain): RecordToPublish => ({
      type: 'ReturnMx',
      subject: domain,
      line: `${domain}. MX 10 <the host that takes your bounces>.`,
    })),
    ...dkim.map(({ domain, selector }): RecordToPublish => ({
      type: 'Dkim',
      subject: `${selector}.${domain}`,
      line: `${selector}._domainkey.${domain}. TXT "v=DKIM1; k=rsa; p=<npm run sluice -- dns --keys prints it>"`,
    })),
    ...[...new Set(organizations)].map((domain): RecordToPublish => ({
      type: 'Dmarc',
      subject: domain,
      line: `_dmarc.${domain}. TXT "v=DMARC1; p=none; rua=mailto:dmarc@${domain}"`,
    })),
  ];
}

function spfMechanism(egress: EgressConfig, addressOf: (egressName: string) => OwnAddress): string {
  if (egress.kind === 'mx') return `ip4:${addressOf(egress.name).address}`;
  // "Authenticating Email with SPF in Amazon SES" (SES Developer Guide).
  if (/^email-smtp\.[a-z0-9-]+\.amazonaws\.com$/.test(egress.host)) return 'include:amazonses.com';
  return `include:<what ${egress.host} asks for>`;
}
