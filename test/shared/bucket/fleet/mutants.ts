import type { BucketWrite, Clause } from '#shared/bucket/write.ts';
import type { Mutate } from './run.ts';
import { nameOf, type WriteKind } from './write-kind.ts';

/** Every clause of every kind of conditional write, as a fleet makes them; a test finds out whether these are all. */
export const clauses: Readonly<Record<WriteKind, readonly string[]>> = {
  create: ['new'],
  grant: [
    'version =',
    'blockedUntilMs <=',
    'urgentUntilMs <=',
    'slots-below',
    'slot-free',
    'slot-expires',
    'tatUs <',
    'tatUs <=',
    'tatUs =',
    'tatUs >=',
    'day <',
    'day =',
    'dayMessages <=',
  ],
  extension: [
    'version =',
    'blockedUntilMs <=',
    'urgentUntilMs <=',
    'slots-at-most',
    'slot-expires',
    'tatUs <',
    'tatUs <=',
    'tatUs =',
    'tatUs >=',
    'day <',
    'day =',
    'dayMessages <=',
  ],
  'ask for room': ['urgentUntilMs <'],
  release: ['slot-held', 'version =', 'tatUs <', 'day ='],
  lesson: ['version =', 'tatUs <'],
  appointment: ['nextMs <', 'urgentNextMs <', 'exists'],
  forget: ['version ='],
  reopen: ['version ='],
};

export interface Mutant {
  readonly kind: WriteKind;
  readonly clause: string;
  readonly change: 'dropped' | 'turned round' | 'one too many';
}

export const mutants: readonly Mutant[] = Object.entries(clauses).flatMap(([kind, names]) =>
  names.flatMap((clause) => changesOf(clause).map((change) => ({ kind: kind as WriteKind, clause, change }))),
);

function changesOf(clause: string): Mutant['change'][] {
  const counts = clause === 'slots-below' || clause === 'slots-at-most' || clause === 'dayMessages <=';
  return ['dropped', 'turned round', ...(counts ? (['one too many'] as const) : [])];
}

/** A fleet whose writes of this kind have this clause changed. */
export function mutation(mutant: Mutant): Mutate {
  return (kind, write) => (kind === mutant.kind ? { ...write, when: changed(write, mutant) } : write);
}

function changed({ when }: BucketWrite, { clause, change }: Mutant): Clause[] {
  if (change === 'dropped') return when.filter((one) => nameOf(one) !== clause);
  return when.map((one) => (nameOf(one) !== clause ? one : change === 'turned round' ? turned(one) : oneMore(one)));
}

function oneMore(clause: Clause): Clause {
  return 'value' in clause ? { ...clause, value: clause.value + 1 } : clause;
}

const opposite = { '=': '>', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

/** Holds where the clause does not; an equation becomes one that nothing fulfils that only grows. */
function turned(clause: Clause): Clause {
  switch (clause.is) {
    case 'new':
      return { is: 'exists' };
    case 'exists':
      return { is: 'new' };
    case 'compare':
      return { ...clause, op: opposite[clause.op] };
    case 'slots-below':
    case 'slots-at-most':
      return { is: 'slots-below', value: 0 };
    case 'slot-free':
      return { is: 'slot-held', owner: clause.owner };
    case 'slot-held':
      return { is: 'slot-free', owner: clause.owner };
    case 'slot-expires':
      return { ...clause, atMs: clause.atMs + 1 };
  }
}
