import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs every bench, writes what it measured, and from that the tables of shared/bucket/README.md and docs/performance.md. */
const root = new URL('../../', import.meta.url);
const benches = [
  { script: 'converge.ts', data: 'shared/bucket/measured/converge.json' },
  { script: 'urgent.ts', data: 'shared/bucket/measured/urgent.json' },
  { script: 'bucket.ts', data: 'shared/bucket/measured/hot-bucket.json' },
  { script: 'deliver.ts', data: 'docs/measured/deliver.json' },
];

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: fileURLToPath(root), stdio: 'inherit' }).status;

const ends = benches.map(({ script, data }) => run(`test/bench/${script}`, '--json', data));
ends.push(run('infra/docs/write-bucket-docs.ts'), run('infra/docs/write-performance-docs.ts'));
process.exitCode = ends.every((status) => status === 0) ? 0 : 1;
