import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withBlocks } from '#infra/docs/markdown.ts';
import { certificate, trustAuthority } from '#test/support/certificate.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';
import { type Cell, faults, stages, whyNot } from './support/matrix.ts';
import { renderMatrix } from './support/render-matrix.ts';
import { type CellResult, runCell, type World } from './support/run-cell.ts';

const cells = stages.flatMap((stage) => faults.map((fault) => ({ stage, fault })));
const possible = cells.filter((cell) => whyNot(cell) === null);
const nameOf = ({ stage, fault }: Cell) => `${stage}: ${fault}`;
const results = new Map<string, CellResult>();
/** The stages after which the receiver may have the message. */
const afterDot = ['after the dot', 'after 250', 'idle', 'QUIT'];
// A relay's certificate is verified.
const trust = trustAuthority();
let aws: Emulators;
let world: World;

beforeAll(async () => {
  aws = await startEmulators();
  await createTable(aws.dynamodb, 'ledger', 'id');
  await createTable(aws.dynamodb, 'bucket', 'key');
  await createTable(aws.dynamodb, 'manifest', 'day', 'batch');
  world = { dynamodb: aws.dynamodb, tls: certificate };
});
afterAll(async () => {
  trust[Symbol.dispose]();
  await aws[Symbol.asyncDispose]();
});

describe.concurrent('mail into a fault, which then ends: nothing is lost, and every second copy is named', () => {
  it.each(possible)('$stage: $fault', async (cell) => {
    const result = await runCell(cell, possible.indexOf(cell), world);
    results.set(nameOf(cell), result);
    // The promises are checked where the cell runs; these are of this matrix alone.
    expect(result.secondCopies).toBeLessThanOrEqual(result.doubts);
    if (!afterDot.includes(cell.stage)) expect(result.doubts).toBe(0);
  });
});

it('is what docs/faults.md shows', async () => {
  const path = fileURLToPath(new URL('../../docs/faults.md', import.meta.url));
  const page = await readFile(path, 'utf8');
  const matrix = () => renderMatrix((cell) => results.get(nameOf(cell)));
  await expect(withBlocks(page, { smtp: matrix }), 'run: npm run docs:faults').toMatchFileSnapshot(path);
});
