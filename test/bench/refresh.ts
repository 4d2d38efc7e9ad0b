import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs every bench whose figures the docs show, writes what it measured into docs/measured, and from that the docs' tables. */
const root = new URL('../../', import.meta.url);
const benches = [
  { script: 'converge.ts', data: 'converge' },
  { script: 'urgent.ts', data: 'urgent' },
  { script: 'bucket.ts', data: 'hot-bucket' },
  { script: 'deliver.ts', data: 'deliver' },
  { script: 'calls.ts', data: 'calls' },
  { script: 'load.ts', data: 'load' },
  { script: 'memory.ts', data: 'memory' },
];
const writers = ['write-bucket-docs.ts', 'write-performance-docs.ts', 'write-cost-docs.ts'];

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: fileURLToPath(root), stdio: 'inherit' }).status;

const ends = benches.map(({ script, data }) => run(`test/bench/${script}`, '--json', `docs/measured/${data}.json`));
ends.push(...writers.map((writer) => run(`infra/docs/${writer}`)));
process.exitCode = ends.every((status) => status === 0) ? 0 : 1;
