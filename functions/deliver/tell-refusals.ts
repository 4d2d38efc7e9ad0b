import { type Attention, meetAgain, needsAttention } from '#shared/attention/attention.ts';
import { attentionEvent } from '#shared/events/attention-event.ts';
import type { DeliverDeps } from './deps.ts';
import type { RefusalGroup } from './refusals.ts';

/**
 * Tells what receivers pushed back in an invocation: a log line for each kind at a site, and an event for what a human should
 * mend. Never fails: the mail is booked, and what was not told now is told at the next refusal.
 */
export async function tellRefusals(deps: DeliverDeps): Promise<void> {
  for (const group of deps.refusals.take()) {
    const { site, kind, rule, count, host, replies, fromDomain } = group;
    const fields = { site, kind, rule, count, host, reply: replies.at(-1)?.text };
    deps.log.info('a receiver pushed mail back', fromDomain === null ? fields : { ...fields, fromDomain });
    try {
      await callForHuman(group, deps);
    } catch (error) {
      deps.log.error('what a human should mend could not be told', { site, kind, error });
    }
  }
}

async function callForHuman(group: RefusalGroup, deps: DeliverDeps): Promise<void> {
  const { kind } = group;
  if (!needsAttention(kind)) return;
  const { settings, clock, attention: store, meter } = deps;
  const sighting = { ...group, kind, egress: settings.egress.name, lane: settings.lane };
  const nowMs = clock.now();
  let toldAtMs = 0;
  let isTold = false;
  const attention = await store.change(sighting, (known) => {
    const met = meetAgain(known, sighting, nowMs);
    isTold = met.isTold;
    toldAtMs = known?.toldAtMs ?? 0;
    return met.attention;
  });
  if (!isTold || !attention) return;
  try {
    await deps.events.add(attentionEvent(attention, settings.egress));
  } catch (error) {
    await store.change(sighting, (known) => (known?.toldAtMs === nowMs ? { ...known, toldAtMs } : null));
    throw error;
  }
  if (isBlock(attention)) meter.count('SiteBlocked', 1, { lane: settings.lane, site: attention.site });
}

function isBlock({ kind, scope }: Attention): boolean {
  return kind === 'blocked' && (scope === 'site' || scope === 'egress');
}
