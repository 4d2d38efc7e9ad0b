import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clauses, mutants, mutation } from './fleet/mutants.ts';
import { plans } from './fleet/plan.ts';
import { type Mutate, runFleet, unchanged } from './fleet/run.ts';
import { nameOf } from './fleet/write-kind.ts';

/** Many more than the rarest of them takes. */
const mostRuns = 20_000;
const exact = plans({ clockErrorMs: 0 });
/** What the emission time is checked for shows where it was left by other limits. */
const changing = plans({ clockErrorMs: 0, areChanging: true });

/** Each clause of each conditional write is there for a reason: without it some fleet goes wrong. */
describe('the conditions of a bucket’s writes', () => {
  it('are these, all of them', async () => {
    const found = new Set<string>();
    await fc.assert(
      fc.asyncProperty(exact, fc.scheduler(), async (plan, scheduler) => {
        await runFleet(plan, scheduler, (kind, write) => {
          for (const clause of write.when) found.add(`${kind}: ${nameOf(clause)}`);
          return write;
        });
      }),
      { numRuns: 1_000 },
    );
    const all = Object.entries(clauses).flatMap(([kind, names]) => names.map((name) => `${kind}: ${name}`));
    expect([...found].toSorted()).toEqual(all.toSorted());
  }, 60_000);

  it.each(mutants)(
    'of a $kind: a fleet goes wrong with "$clause" $change',
    async (mutant) => {
      const mutate = mutation(mutant);
      const goesWell = (mutateOrNot: Mutate) =>
        fc.asyncProperty(
          mutant.clause.startsWith('tatUs') ? fc.oneof(exact, changing) : exact,
          fc.scheduler(),
          async (plan, scheduler) => (await runFleet(plan, scheduler, mutateOrNot)) === null,
        );
      const { failed, seed, counterexamplePath } = await fc.check(goesWell(mutate), {
        numRuns: mostRuns,
        endOnFailure: true,
      });
      expect(failed).toBe(true);
      // It is the mutation that goes wrong: without it the same fleet does not.
      const path = counterexamplePath ?? '';
      expect(await fc.check(goesWell(unchanged), { seed, path, numRuns: 1 })).toMatchObject({ failed: false });
    },
    120_000,
  );
});
