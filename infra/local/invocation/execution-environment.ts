import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LambdaFunction, processVariables } from './lambda-function.ts';
import type { EnvironmentMessage, InvokeMessage } from './protocol.ts';

/** How an invocation ended. All but `returned` are failures: the event source keeps its messages. */
export type InvocationResult =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string }
  /** Killed at the function's time-out. */
  | { readonly kind: 'timed-out' }
  /** The process ended by itself or was killed. */
  | { readonly kind: 'ended'; readonly cause: string };

export interface EnvironmentOptions {
  readonly codeDir: string;
  /** An open file that takes standard output and standard error. */
  readonly logFd: number;
  readonly compileCacheDir: string;
}

/** One process of a function: at most one invocation at a time. */
export interface ExecutionEnvironment {
  readonly pid: number;
  readonly codeDir: string;
  /** Resolves when the code is loaded, to false if that failed. */
  readonly ready: Promise<boolean>;
  readonly isAlive: boolean;
  readonly isBusy: boolean;
  invoke(event: unknown): Promise<InvocationResult>;
  kill(): void;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
}

/** Lambda allows 10 s for loading; two busy cores that load 40 environments need more. */
const loadTimeoutMs = 60_000;

export function startEnvironment(fn: LambdaFunction, options: EnvironmentOptions): ExecutionEnvironment {
  const [codeFile, exportName] = splitHandler(fn.handler, options.codeDir);
  const child: ChildProcess = fork(
    new URL('bootstrap.ts', import.meta.url),
    [codeFile, exportName, options.compileCacheDir],
    {
      cwd: options.codeDir,
      env: processVariables(fn, options.codeDir),
      execArgv: [],
      stdio: ['ignore', options.logFd, options.logFd, 'ipc'],
    },
  );

  const loaded = Promise.withResolvers<boolean>();
  const gone = Promise.withResolvers<void>();
  let finish: ((result: InvocationResult) => void) | null = null;
  let isAlive = true;

  const loadTimer = setTimeout(() => child.kill('SIGKILL'), loadTimeoutMs);
  const end = (cause: string) => {
    isAlive = false;
    clearTimeout(loadTimer);
    loaded.resolve(false);
    finish?.({ kind: 'ended', cause });
    gone.resolve();
  };
  child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`));
  child.on('error', (error) => {
    // A message that cannot be sent to a dying process; its exit follows. Without a pid there never was a process.
    if (child.pid === undefined) end(error.message);
  });
  child.on('message', (message: EnvironmentMessage) => {
    if (message.kind === 'ready') {
      clearTimeout(loadTimer);
      loaded.resolve(true);
    } else {
      finish?.(message);
    }
  });

  return {
    pid: child.pid ?? -1,
    codeDir: options.codeDir,
    ready: loaded.promise,
    get isAlive() {
      return isAlive;
    },
    get isBusy() {
      return finish !== null;
    },
    async invoke(event) {
      if (!isAlive) return { kind: 'ended', cause: 'ended before its invocation' };
      const { promise, resolve } = Promise.withResolvers<InvocationResult>();
      finish = resolve;
      const timer = setTimeout(() => {
        resolve({ kind: 'timed-out' });
        child.kill('SIGKILL');
      }, fn.timeoutSeconds * 1000);
      const message: InvokeMessage = {
        event,
        awsRequestId: randomUUID(),
        deadlineMs: Date.now() + fn.timeoutSeconds * 1000,
        traceId: newTraceId(),
      };
      // The callback takes the error of a process that just died; its exit decides the result.
      child.send(message, () => undefined);
      const result = await promise;
      clearTimeout(timer);
      finish = null;
      return result;
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    ended: gone.promise,
  };
}

/** `dir/index.handler` → the file that exists, and the export. */
function splitHandler(handler: string, codeDir: string): [codeFile: string, exportName: string] {
  const dot = handler.lastIndexOf('.');
  const base = handler.slice(0, dot);
  const found = ['.mjs', '.js', '.cjs']
    .map((extension) => base + extension)
    .find((file) => existsSync(join(codeDir, file)));
  if (found === undefined) throw new Error(`${codeDir} has no file for the handler ${handler}`);
  return [found, handler.slice(dot + 1)];
}

/** X-Ray's format; sampled=0, since nothing collects it. */
function newTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0`;
}
