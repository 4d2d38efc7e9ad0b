import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import type { LocalOverrides } from '../../config/local-stage.ts';

export interface Assembly {
  readonly dir: string;
  readonly stackName: string;
  /** The template, parsed. */
  readonly template: unknown;
}

const resultSchema = z.object({ stack: z.string(), template: z.string() });

/**
 * Synthesises the stack of stage `local`, functions bundled, into `dir`. What CDK prints is shown only if it fails. Null when
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
    let result: unknown;
    child.once('message', (message) => {
      result = message;
    });
    child.send({ overrides, outdir: dir });
    await exited;
    if (signal.aborted) return null;
    const parsed = resultSchema.safeParse(result);
    if (!parsed.success) throw new Error(`the stack could not be synthesised:\n${await said}`);
    const { stack, template } = parsed.data;
    return { dir, stackName: stack, template: JSON.parse(readFileSync(template, 'utf8')) as unknown };
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
