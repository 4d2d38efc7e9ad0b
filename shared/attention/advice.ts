import { time } from '../tell-time.ts';
import type { Attention, AttentionKind } from './attention.ts';

/** What the receiver says, in a few words. */
export const meanings: Readonly<Record<AttentionKind, string>> = {
  blocked: 'the receiver blocks this sender until a human acts',
  reputation: 'the receiver has no trust in this sender; it comes back with time and with better mail',
  authentication: 'the receiver does not believe who sends: SPF, DKIM, DMARC, PTR, EHLO name, TLS or the log-in',
};

/** What Sluice did about it, and until when. */
export function whatWasDone(attention: Attention): string {
  const { site, egress, fromDomain, scope, untilMs, isEverywhere } = attention;
  const at = isEverywhere ? 'to all sites' : `to ${site}`;
  const until = untilMs === null ? '' : ` until ${time(untilMs)}`;
  switch (scope) {
    case 'message':
      return 'Nothing else waits: each message was refused for itself.';
    case 'from-domain':
      return `The mail of ${fromDomain ?? 'its From-domain'} ${at} waits${until}; that of other domains goes on.`;
    case 'site':
    case 'egress':
      return `All mail from egress ${egress} ${at} waits${until}; then a single message tries.`;
  }
}

/** What a human should do. */
export function whatToDo({ kind, scope, egress, fromDomain, site }: Attention): string {
  const release = releaseCommand({ scope, egress, fromDomain, site });
  const then = release === null ? '' : ` Then "sluice ${release}" lets the mail go.`;
  switch (kind) {
    case 'blocked':
      return `Look the sending address up at the list that the replies name and ask for removal there, or send the letter to the contact; mend what got it listed.${then}`;
    case 'reputation':
      return `Send less and only to those who read: look for a campaign with many complaints or unknown recipients, and stop it. Where the receiver errs, send the letter to the contact.${then}`;
    case 'authentication':
      return scope === 'from-domain'
        ? `Publish or correct SPF, DKIM and DMARC of ${fromDomain ?? 'the From-domain'}, as docs/authentication.md has them.${then}`
        : `Check the egress: its address needs a PTR record that leads back to it, and its EHLO name must be that name; at a relay, check the log-in.${then}`;
  }
}

/** The command that ends the waiting, without `sluice`; null where nothing waits. */
export function releaseCommand({
  scope,
  site,
  egress,
  fromDomain,
}: Pick<Attention, 'scope' | 'site' | 'egress' | 'fromDomain'>): string | null {
  switch (scope) {
    case 'message':
      return null;
    case 'site':
      return `holds release ${site} --egress ${egress}`;
    case 'from-domain':
      return `holds release ${fromDomain ?? ''}`;
    case 'egress':
      return `holds release ${egress}`;
  }
}
