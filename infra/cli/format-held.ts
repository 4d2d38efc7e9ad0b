import { meanings, releaseCommand } from '#shared/attention/advice.ts';
import type { Attention } from '#shared/attention/attention.ts';
import { contactOf, formatContact } from '#shared/attention/contact.ts';
import { ago, time, until } from '#shared/tell-time.ts';
import { clip, plain } from './line.ts';
import type { Held } from './read-held.ts';

/** The lines of what waits for a human: each with its reason, and what to do. None where nothing does. */
export function formatHeld({ egresses, fromDomains, calls }: Held, nowMs: number): string[] {
  return [
    ...egresses.flatMap(({ egress, untilMs, reason, words, trial }) => [
      `egress ${plain(egress)} is stopped at all sites until ${time(untilMs)} (${until(untilMs, nowMs)})`,
      ...(trial === null ? [] : [clip('    one message tries now')]),
      clip(`    cause: ${plain(reason)}`),
      clip(`    said by: ${plain(Object.keys(words).join(', '))}`),
      '',
    ]),
    ...fromDomains.flatMap(({ fromDomain, site, untilMs, reason }) => [
      `mail from ${plain(fromDomain)}${site === null ? '' : ` to ${plain(site)}`} is held until ${time(untilMs)} (${until(untilMs, nowMs)})`,
      clip(`    cause: ${plain(reason)}`),
      '',
    ]),
    ...calls.flatMap((call) => [...formatCall(call, nowMs), '']),
  ];
}

function formatCall(call: Attention, nowMs: number): string[] {
  const { egress, site, host, fromDomain, kind, count, firstAtMs, lastAtMs, rule, replies, untilMs } = call;
  const whom = fromDomain === null ? `egress ${egress}` : `mail from ${fromDomain}`;
  const times = count === 1 ? 'once' : `${count} times since ${time(firstAtMs)}`;
  const contact = contactOf(site, host);
  const release = releaseCommand(call);
  return [
    clip(plain(`${kind}: ${site} refuses ${whom}`)),
    clip(`    ${times}, last ${ago(lastAtMs, nowMs)}`),
    ...(untilMs !== null && untilMs > nowMs ? [`    waits until ${time(untilMs)} (${until(untilMs, nowMs)})`] : []),
    clip(`    ${meanings[kind]}`),
    clip(`    by rule ${rule}: ${plain(replies.at(-1)?.text ?? '')}`),
    ...(contact === null ? [] : [`    contact: ${formatContact(contact)}`]),
    ...(release === null ? [] : [clip(`    when it is mended: sluice ${release}`)]),
  ];
}
