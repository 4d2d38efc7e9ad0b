import type { Action, Kind, Scope } from './verdict.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A human is needed; meanwhile it is looked whether somebody helped. */
const stop: Action = { name: 'stop', durationMs: 2 * hourMs };
const retry: Action = { name: 'retry', durationMs: 0 };
const slow: Action = { name: 'slow', durationMs: 0 };

/** What is done about a deferral of this kind and scope, where its rule does not say otherwise. */
export function defaultAction(kind: Kind, scope: Scope): Action {
  if (scope === 'from-domain') return { name: 'hold', durationMs: 0 };
  switch (kind) {
    case 'connections':
    case 'rate':
      return slow;
    case 'recycle':
      return { name: 'recycle', durationMs: 0 };
    case 'busy':
      return scope === 'site' || scope === 'host' ? slow : retry;
    case 'reputation':
      return { name: 'suspend', durationMs: hourMs };
    case 'blocked':
      return stop;
    case 'authentication':
      return scope === 'egress' ? { name: 'suspend', durationMs: hourMs } : stop;
    case 'quota-sender':
      return { name: 'suspend', durationMs: hourMs };
    default:
      return scope === 'site' || scope === 'host' ? slow : retry;
  }
}
