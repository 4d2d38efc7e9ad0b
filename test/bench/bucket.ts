import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startEmulators } from '#test/support/emulators.ts';
import { conclude, missedLines } from './experiments/judge.ts';
import { rowsToJson } from './experiments/measure-row.ts';
import { createBucketTable, measureItem, measureMethod } from './hot-bucket/measure.ts';
import { acquirerCounts, otherMethods, ourMethods } from './hot-bucket/methods.ts';

/** Writes and reads per grant on one hot bucket, with the real SDK against an emulated DynamoDB that returns the old item. */
const { values: options } = parseArgs({
  options: { json: { type: 'string' }, seconds: { type: 'string', default: '10' } },
});
const columns = [
  { name: 'grants/s', digits: 0 },
  { name: 'writes per grant', digits: 3 },
  { name: 'reads per grant', digits: 3 },
  { name: 'writes per message', digits: 3 },
  { name: 'refused blocks per grant', digits: 1 },
  { name: 'all writes per message', digits: 2 },
  { name: 'writes per refused block', digits: 3 },
];

await using emulators = await startEmulators({ dynamodb: 'dynoxide' });
const store = await createBucketTable(emulators.dynamodb);

const rows = [];
console.log(['method', 'acquirers', ...columns.map(({ name }) => name)].join(' | '));
for (const method of [...ourMethods, ...otherMethods]) {
  for (const acquirers of acquirerCounts) {
    const row = await measureMethod(store, method, acquirers, 1000 * Number(options.seconds));
    const figures = columns.map(({ name, digits }) => row.figures[name]?.toFixed(digits) ?? '-');
    console.log([row.method, row.acquirers, ...figures].join(' | '));
    for (const line of missedLines(row.targets)) console.log(line);
    rows.push(row);
  }
}
const item = await measureItem(emulators.dynamodb, store);
console.log(`the item with 20 slots taken: ${item.figure} bytes`);
for (const line of missedLines([item])) console.log(line);
if (options.json !== undefined) {
  writeFileSync(options.json, `{"item":${JSON.stringify(item)},"rows":${rowsToJson(rows)}}\n`);
}
conclude([...rows.flatMap(({ targets }) => targets), item]);
