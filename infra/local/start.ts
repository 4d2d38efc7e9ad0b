/** `npm start`: a campaign through the whole pipeline on this machine. */
import { UsageError } from '../cli/command.ts';
import { exitCodes } from './start/exit-codes.ts';
import { helpText } from './start/help-text.ts';
import { interruption } from './start/interruption.ts';
import { parseOptions } from './start/options.ts';
import { run } from './start/run.ts';

const output = {
  write: (text: string) => process.stdout.write(text),
  isTerminal: process.stdout.isTTY,
  size: () => ({ columns: process.stdout.columns, rows: process.stdout.rows }),
};
const interrupted = interruption();

try {
  const options = parseOptions(process.argv.slice(2));
  if (!options) output.write(helpText());
  process.exitCode = options ? await run(options, output, interrupted) : exitCodes.ok;
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodes.usage;
  } else if (interrupted.aborted) {
    // Ctrl-C in a terminal reaches our child processes too: what then fails is no news.
    process.exitCode = exitCodes.interrupted;
  } else {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = exitCodes.differs;
  }
}
