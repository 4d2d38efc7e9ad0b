import { markdownTable } from '#infra/docs/markdown.ts';
import type { Held } from './hold-against-receiver.ts';
import { type Blow, type Incident, incidents } from './incidents.ts';

/** In the words of the table: when a function is killed, AWS has carried its call out, or has not. */
const columns: Readonly<Record<Blow, string>> = {
  'killed before': 'killed before',
  'killed after': 'killed after',
  'answer lost': 'answer lost',
  throttle: 'throttled',
  'half a batch fails': 'half a batch fails',
};

/** One line a step, one column a blow; what is not tried is left empty. */
export function renderIncidents(resultOf: (incident: Incident) => Held | undefined): string {
  const steps = Map.groupBy(incidents, ({ of, at }) => `${of}: ${at}`);
  const rows = [...steps].map(([step, ofStep]) => [
    step,
    ...Object.keys(columns).map((blow) => {
      const incident = ofStep.find((candidate) => candidate.blow === blow);
      return incident ? outcome(resultOf(incident)) : '';
    }),
  ]);
  return markdownTable(['step', ...Object.values(columns)], rows);
}

function outcome(held: Held | undefined): string {
  if (!held) return 'not run';
  const { final, doubts, secondCopies } = held;
  const delivered = `${final.delivered} delivered`;
  if (doubts === 0) return delivered;
  return `${delivered}, **doubts ${doubts}**${secondCopies > 0 ? ', one twice' : ''}`;
}
