import type { LimitTable } from '#shared/bucket/limits.ts';
import type { RetrySchedule } from '#shared/retry/schedule.ts';
import type { Routes } from '#shared/routing/egress.ts';
import type { PipelineConfigInput } from './schema.ts';

/** What a local run sets for itself. */
export interface LocalOverrides {
  /** Domain → the receiver that takes its mail. */
  readonly routes?: Routes;
  readonly limits?: LimitTable;
  /** Invocations at once per lane. Lambda allows no queue's mapping less than 2, so that a lane has at least 4. */
  readonly maxConcurrency?: number;
  readonly functionTimeoutSeconds?: number;
  readonly retry?: RetrySchedule;
  readonly ehloName?: string;
  /** Caps of the local egress: none of a deployed egress's hold here. */
  readonly egressCaps?: Pick<PipelineConfigInput['egresses'][number], 'limits' | 'warmUp'>;
}

/** T of a local run: long enough for a batch, short enough that mail of a killed sender reappears in a minute and a half. */
const localFunctionTimeoutSeconds = 15;

/** Seconds in the place of hours: a receiver that is down for 20 s is met again soon after it recovers. */
const localRetry: RetrySchedule = { delaysMs: [2_000, 4_000, 8_000, 15_000], giveUpAfterMs: 5 * 60_000 };

/**
 * The shipped configuration as a laptop runs it: the same queues, batches, limits and policies, with shorter times, and with
 * direct delivery from one egress to routed domains, for which any caller may send. Without what your DNS and your secrets vouch for,
 * and what only real receivers ask or offer: signatures, VERP, one-click unsubscribe, TLS.
 */
export function toLocalInput(shared: PipelineConfigInput, overrides: LocalOverrides): PipelineConfigInput {
  const retry = overrides.retry ?? localRetry;
  const lanes = Object.entries(shared.lanes).map(([name, lane]) => [
    name,
    {
      ...shorten(lane),
      egress: 'local',
      requireUnsubscribe: false,
      tls: 'opportunistic' as const,
      retry,
      maximumConcurrency: Math.max(4, overrides.maxConcurrency ?? lane.maximumConcurrency),
    },
  ]);
  const { dkim: _dkim, returnPath: _returnPath, ...rest } = shared;
  return {
    ...rest,
    functionTimeoutSeconds: overrides.functionTimeoutSeconds ?? localFunctionTimeoutSeconds,
    egresses: [
      { kind: 'mx', name: 'local', ehloName: overrides.ehloName ?? 'localhost.localdomain', ...overrides.egressCaps },
    ],
    lanes: Object.fromEntries(lanes),
    ...(shared.submit ? { submit: shorten(shared.submit) } : {}),
    senders: [{ senderId: '*', domains: ['*'] }],
    limits: { ...shared.limits, ...overrides.limits },
    routes: { ...overrides.routes },
  };
}

function shorten<T extends { batchingWindowSeconds: number }>(mapping: T): T {
  return { ...mapping, batchingWindowSeconds: Math.min(mapping.batchingWindowSeconds, 1) };
}
