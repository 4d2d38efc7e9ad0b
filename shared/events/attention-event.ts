import { meanings, whatToDo, whatWasDone } from '../attention/advice.ts';
import type { Attention } from '../attention/attention.ts';
import { contactOf } from '../attention/contact.ts';
import { letterTo } from '../attention/letter.ts';
import { ownRules } from '../providers/catalog.ts';
import type { Contact } from '../providers/provider.ts';
import type { Egress } from '../routing/egress.ts';
import { genericRules } from '../smtp/generic-rules.ts';

/**
 * Asks for a human: a receiver blocks, distrusts or does not believe this sender. Stands beside the events of deliveries, under
 * an `eventType` that Amazon SES does not have. One a cause and day, at least once: repeats have the same `sluice.eventId`.
 * Names no recipient.
 */
export interface AttentionEvent {
  readonly eventType: 'Attention';
  readonly attention: {
    readonly timestamp: string;
    readonly kind: Attention['kind'];
    readonly meaning: string;
    readonly scope: Attention['scope'];
    readonly site: string;
    /** The receiver's host that answered. */
    readonly receiver?: string;
    /** Where it is a From-domain's matter. */
    readonly fromDomain?: string;
    readonly egress: {
      readonly name: string;
      readonly kind: Egress['kind'];
      readonly ehloName: string;
      /** Of a relay. */
      readonly host?: string;
    };
    readonly rule: { readonly name: string; readonly source?: string };
    readonly count: number;
    readonly firstAt: string;
    readonly lastAt: string;
    readonly replies: readonly { readonly timestamp: string; readonly reply: string }[];
    readonly done: string;
    readonly until?: string;
    readonly todo: string;
    readonly contact?: Contact;
    /** To be sent to the contact as it stands. */
    readonly letter: string;
  };
  readonly sluice: {
    readonly version: 1;
    readonly eventId: string;
    readonly lane: string;
    readonly site: string;
  };
}

export function attentionEvent(attention: Attention, egress: Egress): AttentionEvent {
  const { kind, scope, site, host, fromDomain, rule, count, untilMs, toldAtMs, lane } = attention;
  const contact = contactOf(site, host);
  const source = [...ownRules(site, host ?? ''), ...genericRules].find(({ name }) => name === rule)?.source;
  return {
    eventType: 'Attention',
    attention: {
      timestamp: timestamp(toldAtMs),
      kind,
      meaning: meanings[kind],
      scope,
      site,
      ...(host === null ? {} : { receiver: host }),
      ...(fromDomain === null ? {} : { fromDomain }),
      egress: {
        name: egress.name,
        kind: egress.kind,
        ehloName: egress.ehloName,
        ...(egress.kind === 'relay' ? { host: egress.host } : {}),
      },
      rule: { name: rule, ...(source === undefined ? {} : { source }) },
      count,
      firstAt: timestamp(attention.firstAtMs),
      lastAt: timestamp(attention.lastAtMs),
      replies: attention.replies.map(({ atMs, text }) => ({ timestamp: timestamp(atMs), reply: text })),
      done: whatWasDone(attention),
      ...(untilMs === null ? {} : { until: timestamp(untilMs) }),
      todo: whatToDo(attention),
      ...(contact === null ? {} : { contact }),
      letter: letterTo(contact, attention, egress),
    },
    sluice: {
      version: 1,
      eventId: [egress.name, site, scope, fromDomain ?? '', kind, toldAtMs].join(':'),
      lane,
      site,
    },
  };
}

function timestamp(atMs: number): string {
  return new Date(atMs).toISOString();
}
