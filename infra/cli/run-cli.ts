import { parseArgs } from 'node:util';
import { auditCommand } from './audit-command.ts';
import { classifyCommand } from './classify-command.ts';
import { type Arguments, type Command, exitCodes, type Io, UsageError } from './command.ts';
import { dnsCommand } from './dns-command.ts';
import { explainCommand } from './explain-command.ts';
import { holdsCommand } from './holds-command.ts';
import { limitsCommand } from './limits-command.ts';
import { redriveCommand } from './redrive-command.ts';
import { statusCommand } from './status-command.ts';
import { suppressionCommand } from './suppression-command.ts';
import { commandHelp, overview } from './help.ts';

const commands: readonly Command[] = [
  statusCommand,
  limitsCommand,
  holdsCommand,
  auditCommand,
  explainCommand,
  classifyCommand,
  suppressionCommand,
  dnsCommand,
  redriveCommand,
];

/** Runs `sluice` with these arguments; resolves with the exit code. Whatever goes wrong is one line on `err`. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    io.out(overview(commands));
    return name === undefined ? exitCodes.usage : exitCodes.ok;
  }
  try {
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) throw new UsageError(`there is no command "${name}"; "sluice --help" lists them`);
    if (rest.includes('--help') || rest.includes('-h')) {
      io.out(commandHelp(command));
      return exitCodes.ok;
    }
    return await command.run(parse(command, rest), io);
  } catch (error) {
    io.err(`sluice: ${error instanceof Error ? describe(error) : String(error)}\n`);
    return exitCodes.usage;
  }
}

function parse(command: Command, args: readonly string[]): Arguments {
  // A delivery id may begin with a hyphen, which would make an option of it.
  const isHyphened = (arg: string) => /^-[A-Za-z0-9_-]{21}$/.test(arg);
  const hyphened = args.filter(isHyphened);
  try {
    const { values, positionals } = parseArgs({
      args: args.filter((arg) => !isHyphened(arg)),
      allowPositionals: true,
      options: Object.fromEntries(
        command.options.map(({ name, value }) => [name, { type: value === undefined ? 'boolean' : 'string' } as const]),
      ),
    });
    const given = Object.entries(values);
    return {
      values: Object.fromEntries(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
      switches: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
      positionals: [...hyphened, ...positionals],
    };
  } catch (error) {
    // Node's second sentence explains how to pass a positional that looks like an option.
    const [fault = ''] = error instanceof Error ? error.message.split('. ') : [];
    throw new UsageError(
      `${fault.charAt(0).toLowerCase()}${fault.slice(1).replace(/\.$/, '')}; "sluice ${command.name} --help" lists the options`,
    );
  }
}

/** Several addresses of one host may each have refused: Node then gives an error without a message. */
function describe(error: Error): string {
  const first = error instanceof AggregateError && error.errors[0] instanceof Error ? error.errors[0] : error;
  const name = first instanceof UsageError || first.name === 'Error' ? '' : `${first.name}: `;
  return `${name}${first.message.replace(/\s*\n\s*/g, ' ')}`;
}
