import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '#test/support/until.ts';

/** A server that outlives its test run, because that was killed, ends by itself after this time. */
export const maxLifeSeconds = 900;

export interface DaemonOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** True once connections are taken. */
  readonly isReady: () => boolean | Promise<boolean>;
  /** What it has logged, for the error of a start that failed. */
  readonly log: () => string;
}

/** Starts a server in the foreground, in a process group of its own; disposing ends the whole group. */
export async function startDaemon({ command, args, env, isReady, log }: DaemonOptions): Promise<AsyncDisposable> {
  const child = spawn(command, args, {
    detached: true,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const gather = (chunk: Buffer) => (output += chunk.toString());
  child.stdout.on('data', gather);
  child.stderr.on('data', gather);
  child.on('error', (error) => (output += String(error)));
  // Not the event `close`: the pipes stay open as long as any process of the group does.
  const exited = once(child, 'exit');
  const isOver = () => child.pid === undefined || child.exitCode !== null || child.signalCode !== null;

  const daemon = {
    async [Symbol.asyncDispose]() {
      if (child.pid !== undefined && !isOver()) {
        process.kill(-child.pid, 'SIGTERM');
        await exited;
      }
      child.stdout.destroy();
      child.stderr.destroy();
    },
  };
  try {
    const seen = () => `${command} is not ready: ${output}${log()}`;
    await until(
      () => {
        if (isOver()) throw new Error(seen());
        return isReady();
      },
      { everyMs: 20, what: seen },
    );
  } catch (error) {
    await daemon[Symbol.asyncDispose]();
    throw error;
  }
  return daemon;
}

/** A folder for a server's files, open to the accounts that it changes to. */
export async function makeRunDir(name: string): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), `sluice-${name}-`));
  await chmod(path, 0o755);
  return {
    path,
    // A server's children end a little later than itself, and write to their files until then.
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}

export function readLog(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
