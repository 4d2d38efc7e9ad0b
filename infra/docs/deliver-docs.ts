import type { DeliverData } from './deliver-data.ts';
import { markdownTable, withBlocks } from './markdown.ts';
import { targetsTable } from './targets-table.ts';

/** docs/performance.md with its tables as they were measured. */
export function withDeliverTables(markdown: string, data: DeliverData): string {
  const blocks = Object.entries(deliverTables(data)).map(([name, table]) => [name, () => table] as const);
  return withBlocks(markdown, Object.fromEntries(blocks));
}

/** The tables of docs/performance.md, by name. */
export function deliverTables(data: DeliverData): Record<'throughput' | 'calls' | 'owners' | 'targets', string> {
  return {
    throughput: throughputTable(data),
    calls: callsTable(data),
    owners: ownersTable(data),
    targets: targetsTable(data.targets),
  };
}

function throughputTable({ rows }: DeliverData): string {
  return markdownTable(
    ['sender', 'connections', 'messages/s', 'CPU ms a message', 'CPU ÷ nodemailer'],
    rows.map(({ variant, connections, messagesPerSecond, cpuMs, ratio }) => [
      titles[variant] ?? variant,
      String(connections),
      messagesPerSecond.toFixed(0),
      cpuMs.toFixed(3),
      ratio.toFixed(2),
    ]),
  );
}

const titles: Readonly<Record<string, string>> = {
  raw: "nodemailer's client, message made beforehand",
  nodemailer: 'nodemailer composing and signing',
  'use case': 'deliver, ports in memory',
  'use case on AWS': 'deliver, emulated AWS',
};

function callsTable({ calls }: DeliverData): string {
  const lines = Object.entries(calls).toSorted(([, a], [, b]) => b - a);
  const sum = lines.reduce((total, [, count]) => total + count, 0);
  return markdownTable(
    ['AWS call', 'a message'],
    [...lines, ['all', sum] as const].map(([name, count]) => [name, count.toFixed(4)]),
  );
}

/** Whose code the sender's CPU went to; the last line is the sum. */
function ownersTable({ owners }: DeliverData): string {
  const sumOf = (ms: Readonly<Record<string, number>>) => Object.values(ms).reduce((sum, one) => sum + one, 0);
  const names = [...new Set(owners.toReversed().flatMap(({ ms }) => byTime(ms)))];
  const line = (name: string, figure: (ms: Readonly<Record<string, number>>) => number) => [
    name,
    ...owners.map(({ ms }) => figure(ms).toFixed(3)),
  ];
  return markdownTable(
    ['ms a message in', ...owners.map(({ variant }) => titles[variant] ?? variant)],
    [...names.map((name) => line(name, (ms) => ms[name] ?? 0)), line('all', sumOf)],
  );
}

const byTime = (ms: Readonly<Record<string, number>>) =>
  Object.keys(ms).toSorted((a, b) => (ms[b] ?? 0) - (ms[a] ?? 0));
