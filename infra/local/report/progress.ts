import type { ReceiverStats } from '../receivers/receiver-stats.ts';
import { type DestinationTally, emptyTally, finished } from './tally.ts';
import { formatCount } from './table.ts';

export interface Snapshot {
  readonly seconds: number;
  /** Submissions of the campaign by destination. */
  readonly expected: ReadonlyMap<string, number>;
  readonly destinations: ReadonlyMap<string, Readonly<DestinationTally>>;
  readonly receivers: readonly ReceiverStats[];
}

const barWidth = 30;

/** One line for all sites, for an output that is no terminal. */
export function progressLine(snapshot: Snapshot): string {
  const sites = rows(snapshot).map(
    ({ name, done, of, deferred }) =>
      `${name} ${formatCount(done)}/${formatCount(of)}${deferred > 0 ? ` (${formatCount(deferred)} deferred)` : ''}`,
  );
  return `${snapshot.seconds.toFixed(1).padStart(6)} s  ${accepted(snapshot)}  ${sites.join('  ')}`;
}

/** A line with a bar for each site, for a terminal. */
export function progressBlock(snapshot: Snapshot): string[] {
  const all = rows(snapshot);
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  return [
    ...all.map(({ name, done, of, deferred, connections }) => {
      const filled = of === 0 ? 0 : Math.floor((barWidth * Math.min(done, of)) / of);
      const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
      const count = `${formatCount(done)}/${formatCount(of)}`;
      const open = connections === null ? '' : `${connections} connections`;
      return `  ${name.padEnd(width)}  ${bar}  ${count.padStart(13)}  ${`${formatCount(deferred)} deferred`.padStart(14)}  ${open.padStart(15)}`.trimEnd();
    }),
    `  ${accepted(snapshot)}, ${snapshot.seconds.toFixed(1)} s`,
  ];
}

function accepted({ expected, destinations }: Snapshot): string {
  const add = (sum: number, count: number) => sum + count;
  const count = [...destinations.values()].map((tally) => tally.accepted).reduce(add, 0);
  return `accepted ${formatCount(count)}/${formatCount([...expected.values()].reduce(add, 0))}`;
}

function rows({ expected, destinations, receivers }: Snapshot) {
  return [...new Set([...expected.keys(), ...destinations.keys()])].map((name) => {
    const tally = destinations.get(name) ?? emptyTally();
    return {
      name,
      done: finished(tally) + tally.refused + tally.suppressed,
      of: Math.max(expected.get(name) ?? 0, tally.accepted),
      deferred: tally.deferred,
      connections: receivers.find((receiver) => receiver.name === name)?.connectionsNow ?? null,
    };
  });
}
