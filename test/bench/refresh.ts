import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Runs every bench, writes what it measured to shared/bucket/measured, and the tables of shared/bucket/README.md from that. */
const root = new URL('../../', import.meta.url);
const benches = [
  { script: 'converge.ts', data: 'converge.json' },
  { script: 'urgent.ts', data: 'urgent.json' },
  { script: 'bucket.ts', data: 'hot-bucket.json' },
];

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: fileURLToPath(root), stdio: 'inherit' }).status;

const ends = benches.map(({ script, data }) => run(`test/bench/${script}`, '--json', `shared/bucket/measured/${data}`));
ends.push(run('infra/docs/write-bucket-docs.ts'));
process.exitCode = ends.every((status) => status === 0) ? 0 : 1;
