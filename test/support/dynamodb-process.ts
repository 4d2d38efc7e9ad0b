import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort } from '#infra/local/aws/free-port.ts';

/**
 * `dynalite` runs everywhere; `dynoxide` is truer (it returns the old item of a refused condition) but an optional
 * dependency of linux-x64.
 */
export type DynamoEmulator = 'dynalite' | 'dynoxide';

const require = createRequire(import.meta.url);

/** A DynamoDB emulator in a child process: in process, a client that aborts within a request would end the tests. */
export async function startDynamoProcess(emulator: DynamoEmulator): Promise<AsyncDisposable & { endpoint: string }> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    const child = spawn(...commandOf(emulator, port), { stdio: 'ignore' });
    // A crashed test run leaves no emulator behind.
    const kill = () => void child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    const endpoint = `http://127.0.0.1:${port}`;
    if (await isServing(endpoint, child)) return { endpoint, [Symbol.asyncDispose]: () => stop(child) };
    await stop(child);
    if (tries === 3) throw new Error(`${emulator} did not start on three free ports`);
  }
}

/** Whether this emulator is installed here. */
export function hasEmulator(emulator: DynamoEmulator): boolean {
  try {
    commandOf(emulator, 0);
    return true;
  } catch {
    return false;
  }
}

function commandOf(emulator: DynamoEmulator, port: number): [string, string[]] {
  const listen = ['--host', '127.0.0.1', '--port', String(port)];
  if (emulator === 'dynoxide') return [require.resolve('@dynoxide/linux-x64/dynoxide'), ['serve', ...listen]];
  const instantly = ['--createTableMs', '0', '--deleteTableMs', '0', '--updateTableMs', '0'];
  return [process.execPath, [require.resolve('dynalite/cli.js'), ...listen, ...instantly]];
}

/** Waits at most 10 s for the port to answer HTTP; false where the process ended before (its port was taken). */
async function isServing(endpoint: string, child: ChildProcess): Promise<boolean> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && child.exitCode === null; await wait(20)) {
    if (
      await fetch(endpoint).then(
        () => true,
        () => false,
      )
    ) {
      return child.exitCode === null;
    }
  }
  return false;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
