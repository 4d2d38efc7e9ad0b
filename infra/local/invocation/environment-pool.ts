import {
  type EnvironmentOptions,
  type ExecutionEnvironment,
  type InvocationResult,
  startEnvironment,
} from './execution-environment.ts';
import { createPermits, type Permits } from '../permits.ts';
import type { LambdaFunction } from './lambda-function.ts';

export interface EnvironmentPool {
  invoke(event: unknown): Promise<InvocationResult>;
  /** Invokes two environments in the same turn, once both are ready; the second does not count against the concurrency. */
  invokeTogether(first: unknown, second: unknown): Promise<readonly [InvocationResult, InvocationResult]>;
  /** Later invocations run this code; busy environments finish theirs and are discarded. */
  replaceCode(codeDir: string): void;
  environments(): readonly ExecutionEnvironment[];
  /** Invocations that have ended, and the time that they took together. */
  use(): { readonly invocations: number; readonly busyMs: number };
  /** Ends idle environments now and busy ones when their invocation ends, or after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

const stopped: InvocationResult = { kind: 'ended', cause: 'the local run stops' };

/**
 * A function's execution environments: a free one is used again, else a new one is started, up to the function's concurrency. `starts`
 * bounds how many load their code at once, over all functions: forty that load together on two cores would all be late.
 */
export function createEnvironmentPool(
  fn: LambdaFunction,
  options: EnvironmentOptions,
  starts: Permits,
): EnvironmentPool {
  let { codeDir } = options;
  let isStopped = false;
  let invocations = 0;
  let busyMs = 0;
  const all = new Set<ExecutionEnvironment>();
  const free: ExecutionEnvironment[] = [];
  /** Invocations that wait for an environment; null tells them that there will be none. */
  const wanted: ((environment: ExecutionEnvironment | null) => void)[] = [];
  const permits = createPermits(fn.concurrency);

  async function obtain(): Promise<ExecutionEnvironment | null> {
    const idle = free.pop();
    if (idle) return idle;
    const { promise, resolve } = Promise.withResolvers<ExecutionEnvironment | null>();
    wanted.push(resolve);
    void startOne();
    return promise;
  }

  async function startOne(): Promise<void> {
    await starts.acquire();
    try {
      // Meanwhile another invocation may have ended and given its environment.
      if (wanted.length === 0) return;
      const environment = startEnvironment(fn, { ...options, codeDir });
      all.add(environment);
      void forget(environment);
      // One that failed to load is handed out too: its invocation fails, as in Lambda.
      await environment.ready;
      hand(environment);
    } finally {
      starts.release();
    }
  }

  async function forget(environment: ExecutionEnvironment): Promise<void> {
    await environment.ended;
    all.delete(environment);
    const index = free.indexOf(environment);
    if (index !== -1) free.splice(index, 1);
  }

  /** To the invocation that waits longest, else it is free. */
  function hand(environment: ExecutionEnvironment): void {
    const next = wanted.shift();
    if (next) next(environment);
    else if (isStopped || environment.codeDir !== codeDir) environment.kill();
    else if (environment.isAlive) free.push(environment);
  }

  function giveBack(environment: ExecutionEnvironment, result: InvocationResult): void {
    const isReusable = result.kind === 'returned' || result.kind === 'threw';
    if (isReusable && !isStopped && environment.codeDir === codeDir) hand(environment);
    else environment.kill();
  }

  async function withPermit<T>(whenStopped: T, run: () => Promise<T>): Promise<T> {
    await permits.acquire();
    try {
      return isStopped ? whenStopped : await run();
    } finally {
      permits.release();
    }
  }

  async function run(environment: ExecutionEnvironment | null, event: unknown): Promise<InvocationResult> {
    if (!environment) return stopped;
    const startedMs = performance.now();
    const result = await environment.invoke(event);
    invocations++;
    busyMs += Math.ceil(performance.now() - startedMs);
    giveBack(environment, result);
    return result;
  }

  return {
    invoke: (event) => withPermit(stopped, async () => run(await obtain(), event)),
    invokeTogether: (first, second) =>
      withPermit([stopped, stopped], async () => {
        const pair = await Promise.all([obtain(), obtain()]);
        return Promise.all([run(pair[0], first), run(pair[1], second)]);
      }),
    replaceCode(next) {
      codeDir = next;
      for (const environment of free.splice(0)) environment.kill();
    },
    environments: () => [...all],
    use: () => ({ invocations, busyMs }),
    async stop(graceMs) {
      isStopped = true;
      for (const stop of wanted.splice(0)) stop(null);
      for (const environment of all) {
        if (!environment.isBusy) environment.kill();
      }
      const timer = setTimeout(() => {
        for (const environment of all) environment.kill();
      }, graceMs);
      await Promise.all([...all].map(({ ended }) => ended));
      clearTimeout(timer);
    },
  };
}
