import { createInterface } from 'node:readline';
import { runCli } from './run-cli.ts';

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  isTerminal: process.stderr.isTTY,
  env: process.env,
  lines: () => createInterface({ input: process.stdin, crlfDelay: Infinity }),
});
