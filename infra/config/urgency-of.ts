import type { Urgency } from '#shared/bucket/urgency.ts';
import type { LaneConfig } from './schema.ts';

/** How a lane stands to the others: only lanes of one egress meet at a site. */
export function urgencyOf(
  lane: Pick<LaneConfig, 'egress' | 'urgent'>,
  all: readonly Pick<LaneConfig, 'egress' | 'urgent'>[],
): Urgency {
  if (lane.urgent) return 'urgent';
  return all.some((other) => other.urgent && other.egress === lane.egress) ? 'yields' : 'none';
}
