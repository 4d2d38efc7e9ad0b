import { initialLaw, type Law } from '../bucket/law.ts';

/**
 * The order in which a law's figures are stored: without their names the item stays under one write unit (1 KB) with 20
 * slots taken. A new figure goes to the end; an item that lacks it gets the initial one.
 */
const order = [
  'mode',
  'cause',
  'holdMs',
  'stoppedAtMs',
  'refusedAtMs',
  'epoch',
  'slotLimit',
  'slotCeiling',
  'probeAtMs',
  'probeGapMs',
  'intervalUs',
  'safeUs',
  'ceilingUs',
  'windowMs',
  'sinceMs',
  'raiseAtMs',
  'raiseGapMs',
  'raisePercent',
  'perConnection',
  'usedUpAfter',
  'serviceMs',
  'knownSinceMs',
  'taughtBy',
  'taughtAtMs',
] as const satisfies readonly (keyof Law)[];

/** Fails to compile where a figure of the law has no place in the order. */
type Missing = Exclude<keyof Law, (typeof order)[number]>;
const isComplete: [Missing] extends [never] ? true : Missing = true;

export function packLaw(law: Law): string {
  return JSON.stringify(isComplete && order.map((name) => law[name]));
}

/** A law that another release wrote in a way that cannot be read is learned anew. */
export function unpackLaw(text: string): Law {
  const figures = parse(text);
  const law: Law = { ...initialLaw(0), ...Object.fromEntries(figures.map((figure, index) => [order[index], figure])) };
  return modes.includes(law.mode) ? law : initialLaw(0);
}

const modes: readonly string[] = ['open', 'careful', 'stopped'] satisfies Law['mode'][];

function parse(text: string): unknown[] {
  try {
    const figures: unknown = JSON.parse(text);
    return Array.isArray(figures) ? figures.slice(0, order.length) : [];
  } catch {
    return [];
  }
}
