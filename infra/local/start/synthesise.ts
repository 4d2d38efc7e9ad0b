import { fork } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { LocalOverrides } from '../../config/local-stage.ts';
import { readAssembly } from '../template/read-assembly.ts';
import type { Template } from '../template/template.ts';

export interface Assembly {
  readonly dir: string;
  /** The stacks in one. */
  readonly template: Template;
}

/**
 * Synthesises the stacks of stage `local`, functions bundled, into `dir`. What CDK prints is shown only if it fails. Null when
 * the signal aborts.
 */
export async function synthesise(
  overrides: LocalOverrides,
  dir: string,
  signal: AbortSignal,
): Promise<Assembly | null> {
  const child = fork(new URL('synth-child.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    const exited = once(child, 'exit');
    const said = child.stderr ? text(child.stderr) : '';
    let isDone = false;
    child.once('message', () => {
      isDone = true;
    });
    child.send({ overrides, outdir: dir });
    await exited;
    if (signal.aborted) return null;
    if (!isDone) throw new Error(`the stacks could not be synthesised:\n${await said}`);
    return { dir, template: readAssembly(dir) };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
