import type { DnsRecord, Finding } from '#shared/sender-dns/finding.ts';

const words = { good: 'ok', fault: 'FAULT', advice: 'advice', unknown: '?' } as const;
/** A TXT record is made of strings of at most 255 octets (RFC 1035 §3.3.14). */
const maxStringLength = 255;

/** Findings by what they are about, each with what to publish. */
export function formatFindings(findings: readonly Finding[]): string {
  const about = Map.groupBy(findings, (finding) => finding.about);
  const lines = [...about].flatMap(([name, group]) => [
    name,
    ...group.flatMap(({ state, check, says, publish }) => [
      `  ${words[state].padEnd(6)}  ${check.padEnd(5)}  ${says}`,
      ...(publish ? [`${' '.repeat(17)}publish: ${formatRecord(publish)}`] : []),
    ]),
  ]);
  return `${lines.join('\n')}\n`;
}

/** As a zone file has it. */
export function formatRecord({ name, type, value }: DnsRecord): string {
  const data = type === 'TXT' ? quoted(value) : type === 'A' ? value : `${value}.`;
  return `${name}. ${type} ${data}`;
}

function quoted(value: string): string {
  const strings = value.match(new RegExp(`.{1,${maxStringLength}}`, 'gs')) ?? [''];
  return strings.map((text) => `"${text.replaceAll(/["\\]/g, '\\$&')}"`).join(' ');
}
