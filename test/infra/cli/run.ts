import { runCli } from '#infra/cli/run-cli.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `sluice` in this process, as from a pipe. */
export async function run(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Ran> {
  let out = '';
  let err = '';
  const code = await runCli(args, {
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    isTerminal: false,
    env,
    lines: async function* () {
      yield* input.split('\n').slice(0, input.endsWith('\n') ? -1 : undefined);
    },
  });
  return { code, out, err };
}
