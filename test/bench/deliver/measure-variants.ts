import { startChild } from './child.ts';
import type { Measured, Order } from './sender.ts';
import { type Places, type VariantName, variantNames } from './variant.ts';

export const connectionCounts = [1, 10] as const;
export type ConnectionCount = (typeof connectionCounts)[number];

/** One run of one variant. */
export interface Sample extends Measured {
  readonly variant: VariantName;
  readonly connections: ConnectionCount;
  readonly round: number;
  readonly messages: number;
}

export interface Samples {
  readonly timed: readonly Sample[];
  /** Under the profiler, which costs time of its own. */
  readonly profiled: readonly Sample[];
}

interface Plan {
  readonly rounds: number;
  readonly messages: number;
  readonly countTaken: () => Promise<number>;
}

/**
 * Runs all variants in turn, round by round and each round in another order, so that what else the machine does weighs on all. A
 * first round warms up and is not counted. Throws where the sink did not take every message.
 */
export async function measureVariants(places: Places, { rounds, messages, countTaken }: Plan): Promise<Samples> {
  await using stack = new AsyncDisposableStack();
  const senders = variantNames.map((variant) => ({ variant, child: stack.use(startChild('sender.ts', variant)) }));
  for (const { child } of senders) await child.ask({ start: places } satisfies Order);
  let firstIndex = 0;

  async function measure(index: number, connections: ConnectionCount, round: number, isProfiled: boolean) {
    const sender = senders[index % senders.length];
    if (!sender) throw new Error('no sender');
    const takenBefore = await countTaken();
    const run = { connections, messages, firstIndex };
    firstIndex += messages;
    const measured = await sender.child.ask<Measured>({ run, isProfiled } satisfies Order);
    const taken = (await countTaken()) - takenBefore;
    if (taken !== messages) throw new Error(`the sink took ${taken} of ${messages} messages of "${sender.variant}"`);
    return { ...measured, variant: sender.variant, connections, round, messages };
  }

  const timed: Sample[] = [];
  for (let round = 0; round <= rounds; round++) {
    for (const connections of connectionCounts) {
      for (let place = 0; place < senders.length; place++) {
        const sample = await measure(round + place, connections, round, false);
        if (round > 0) timed.push(sample);
      }
    }
  }
  const profiled: Sample[] = [];
  for (let index = 0; index < senders.length; index++) profiled.push(await measure(index, 10, 0, true));
  return { timed, profiled };
}
