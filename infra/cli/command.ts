/** What a command may touch besides AWS. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is a terminal, where a line may be written over. */
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The lines of the standard input. */
  readonly lines: () => AsyncIterable<string>;
}

export interface OptionSpec {
  readonly name: string;
  /** What stands for its value in the help; none for a switch. */
  readonly value?: string;
  readonly help: string;
}

export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
  /** The options without a value that were given. */
  readonly switches: ReadonlySet<string>;
}

/** One subcommand of `sluice`. `run` resolves with the exit code. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The positionals as the help shows them. */
  readonly positionals: string;
  readonly options: readonly OptionSpec[];
  /** Paragraphs below the options: exit codes, examples. */
  readonly notes: readonly string[];
  readonly run: (args: Arguments, io: Io) => Promise<number>;
}

/** What the user asked for cannot be done as it was asked: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Exit codes of `sluice`. */
export const exitCodes = { ok: 0, bad: 1, usage: 2, draining: 3 } as const;
