import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createEnvironmentPool, type EnvironmentPool } from './invocation/environment-pool.ts';
import { createPermits } from './permits.ts';
import type { FindAsset } from './template/assets.ts';
import type { LocalResource, PropertiesOf } from './template/resources.ts';

type FunctionResource = LocalResource<'AWS::Lambda::Function'>;

export interface Functions {
  /** The pool of a function, by its logical id; made at its first use. */
  poolOf(functionId: string): EnvironmentPool;
  environments(): { readonly function: string; readonly pid: number; readonly busy: boolean }[];
  /** What was invoked so far, by function. */
  invocations(): readonly FunctionUse[];
  stop(graceMs: number): Promise<void>;
}

export interface FunctionUse {
  readonly function: string;
  readonly invocations: number;
  /** Seconds of its invocations times its memory in GB, as Lambda bills them: to the millisecond, loading excepted. */
  readonly gbSeconds: number;
}

export interface FunctionsOptions {
  readonly functions: readonly FunctionResource[];
  readonly findAsset: FindAsset;
  /** Logs, inline code and the compile cache. */
  readonly runDir: string;
  /** Overrides each function's own concurrency. */
  readonly concurrency: number | undefined;
  /** What a function's environment holds besides its own variables. */
  readonly variablesOf: (functionId: string) => Readonly<Record<string, string>>;
}

/** A loading process is a busy one; a second per core fills the gaps. */
const startsPerCore = 2;
/** Lambda's default limit of an account (Lambda quotas, concurrent executions). */
export const accountConcurrency = 1000;

/** The template's functions: a pool of processes and a log file each. */
export function createFunctions(options: FunctionsOptions): Functions {
  const { runDir } = options;
  const compileCacheDir = join(runDir, 'compile-cache');
  mkdirSync(compileCacheDir, { recursive: true });
  const starts = createPermits(startsPerCore * availableParallelism());
  const pools = new Map<string, EnvironmentPool>();
  const logFds: number[] = [];

  function createPool({ logicalId, name, properties }: FunctionResource): EnvironmentPool {
    const codeDir = codeDirOf(logicalId, properties.Code);
    const logFd = openSync(join(runDir, `${logicalId}.log`), 'a');
    logFds.push(logFd);
    return createEnvironmentPool(
      {
        logicalId,
        name,
        handler: properties.Handler,
        timeoutSeconds: properties.Timeout,
        memoryMb: properties.MemorySize,
        variables: { ...properties.Environment.Variables, ...options.variablesOf(logicalId) },
        concurrency: options.concurrency ?? properties.ReservedConcurrentExecutions ?? accountConcurrency,
      },
      { codeDir, logFd, compileCacheDir },
      starts,
    );
  }

  function codeDirOf(functionId: string, code: PropertiesOf<'AWS::Lambda::Function'>['Code']): string {
    if (code.S3Key !== undefined) return options.findAsset(code.S3Key);
    const dir = join(runDir, 'inline', functionId);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, 'index.cjs'), code.ZipFile ?? '');
    return dir;
  }

  return {
    poolOf(functionId) {
      const known = pools.get(functionId);
      if (known) return known;
      const fn = options.functions.find(({ logicalId }) => logicalId === functionId);
      if (!fn) throw new Error(`The template has no function ${functionId}`);
      const pool = createPool(fn);
      pools.set(functionId, pool);
      return pool;
    },
    environments: () =>
      [...pools].flatMap(([id, pool]) =>
        pool.environments().map(({ pid, isBusy }) => ({ function: id, pid, busy: isBusy })),
      ),
    invocations: () =>
      options.functions.flatMap(({ logicalId, properties: { MemorySize } }) => {
        const use = pools.get(logicalId)?.use();
        if (!use) return [];
        const gbSeconds = (use.busyMs / 1000) * (MemorySize / 1024);
        return [{ function: logicalId, invocations: use.invocations, gbSeconds }];
      }),
    async stop(graceMs) {
      await Promise.all([...pools.values()].map((pool) => pool.stop(graceMs)));
      logFds.splice(0).forEach((fd) => closeSync(fd));
    },
  };
}
