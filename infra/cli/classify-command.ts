import { type Arguments, type Command, exitCodes, type Io, UsageError } from './command.ts';
import { classifyInput, commands, formatVerdict, InputError, parseInput, verdictJson } from './classify-input.ts';

/** `sluice classify`: what Sluice concludes from a reply, and why. */
export const classifyCommand: Command = {
  name: 'classify',
  summary: 'says what is concluded from a reply of a receiver, and why',
  positionals: '[REPLY]',
  options: [
    { name: 'mx', value: 'HOST', help: 'the host that gave REPLY: a known provider has rules of its own' },
    { name: 'command', value: 'NAME', help: `what REPLY answered: ${commands.join(', ')} (default rcpt)` },
    { name: 'json', help: 'one JSON object a reply' },
  ],
  notes: [
    'Without REPLY, each line of the standard input is {"mx", "command", "code", "reply"}, JSON; "mx" may be null. The lines of a\n' +
      'reply are joined by \\n; it may begin with its code, or leave it to "code". A line that cannot be read is told on\n' +
      'the error output, with its number and field; the others are classified all the same.',
    'Exit codes: 0 all was classified; 2 something could not be read.',
  ],
  async run(args, io) {
    const [reply, more] = args.positionals;
    if (more !== undefined) throw new UsageError('classify takes one reply: put it in quotes');
    const isJson = args.switches.has('json');
    if (reply === undefined) return classifyLines(args, isJson, io);
    try {
      write(
        parseInput({ mx: args.values['mx'] ?? null, command: args.values['command'] ?? 'rcpt', reply }),
        isJson,
        io,
      );
    } catch (error) {
      if (error instanceof InputError) throw new UsageError(error.message);
      throw error;
    }
    return exitCodes.ok;
  },
};

async function classifyLines({ values }: Arguments, isJson: boolean, io: Io): Promise<number> {
  if (values['mx'] !== undefined || values['command'] !== undefined) {
    throw new UsageError('--mx and --command belong to a REPLY; a line has fields of these names');
  }
  let code: number = exitCodes.ok;
  let number = 0;
  for await (const line of io.lines()) {
    number++;
    if (line.trim() === '') continue;
    try {
      write(parseInput(parseJson(line)), isJson, io);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      io.err(`sluice: line ${number}: ${error.message}\n`);
      code = exitCodes.usage;
    }
  }
  return code;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError('it is not JSON; write {"mx": null, "command": "rcpt", "code": 550, "reply": "no such user"}');
  }
}

function write(input: ReturnType<typeof parseInput>, isJson: boolean, io: Io): void {
  const classified = classifyInput(input);
  io.out(isJson ? `${JSON.stringify(verdictJson(classified))}\n` : `${formatVerdict(classified)}\n`);
}
