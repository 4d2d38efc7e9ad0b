import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { freePort } from './free-port.ts';

/** A port that is taken before the emulator has it is rare. */
const maxTries = 3;

export type DynamoDbKind = 'dynoxide' | 'dynalite';

export interface DynamoDbEmulator {
  readonly kind: DynamoDbKind;
  readonly port: number;
  close(): Promise<void>;
}

/** Starts dynoxide where its optional package is installed and runs, else dynalite; `kind` forces one. */
export async function startDynamoDb(kind?: DynamoDbKind): Promise<DynamoDbEmulator> {
  const binary = dynoxideBinary();
  if (kind === 'dynoxide' && binary === null) throw new Error('@dynoxide/linux-x64 is not installed');
  if (kind === 'dynalite' || binary === null) return startDynalite();
  try {
    return await startDynoxide(binary);
  } catch (error) {
    if (kind === 'dynoxide') throw error;
    return startDynalite();
  }
}

function dynoxideBinary(): string | null {
  try {
    return createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
  } catch {
    return null;
  }
}

async function startDynoxide(binary: string): Promise<DynamoDbEmulator> {
  for (let tries = 1; ; tries++) {
    const port = await freePort();
    // The shell ends the emulator when its standard input closes, which also happens when this process is killed.
    const script = '"$0" --host 127.0.0.1 --port "$1" & read _; kill $!; wait';
    const child = spawn('/bin/sh', ['-c', script, binary, String(port)], { stdio: ['pipe', 'ignore', 'pipe'] });
    const close = async () => {
      child.stdin.end();
      await ended(child);
    };
    if (await listens(child.stderr)) return { kind: 'dynoxide', port, close };
    await close();
    if (tries === maxTries) throw new Error(`dynoxide did not start on ${maxTries} ports that were free`);
  }
}

async function startDynalite(): Promise<DynamoDbEmulator> {
  // A child: in process it would halve its own speed and ours, and a client that aborts makes it throw.
  const child = fork(new URL('dynalite-child.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [message] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`dynalite ended with code ${String(code)} at its start`);
    }),
  ])) as [{ port: number }];
  return {
    kind: 'dynalite',
    port: message.port,
    async close() {
      child.kill('SIGKILL');
      await ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}

/**
 * Whether dynoxide says that it listens: that the port answers would not do, since another program may have taken it meanwhile. It is
 * up in some 20 ms; 5 s covers a laptop that is busy.
 */
async function listens(output: Readable): Promise<boolean> {
  const timeUp = setTimeout(() => output.destroy(), 5_000);
  try {
    for await (const line of createInterface(output)) {
      if (line.includes(' listening on ')) return true;
      if (line.startsWith('error')) return false;
    }
    return false;
  } finally {
    clearTimeout(timeUp);
    output.resume();
  }
}
