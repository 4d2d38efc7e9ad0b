import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Runs whose folders stay: a run that failed can be looked at after the next one. */
const keptRuns = 5;

export interface RunDirectory {
  readonly path: string;
  file(name: string): string;
}

/** Where a local run leaves what it makes: `.sluice/` beside package.json. */
export const localDirectory = fileURLToPath(new URL('../../../.sluice/', import.meta.url));

/** Makes a folder for this run, and removes those of runs long past. */
export function makeRunDirectory(nowMs: number, pid: number): RunDirectory {
  const runs = join(localDirectory, 'runs');
  const path = join(runs, `${new Date(nowMs).toISOString().replaceAll(':', '-')}-${pid}`);
  mkdirSync(path, { recursive: true });
  const past = readdirSync(runs).sort().slice(0, -keptRuns);
  // A folder whose run still goes on is not ours to remove.
  for (const name of past)
    if (!isRunning(Number(/-(\d+)$/.exec(name)?.[1]))) rmSync(join(runs, name), { recursive: true });
  return { path, file: (name) => join(path, name) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
