import { startOptions } from './options.ts';

/** What `npm start -- --help` prints. */
export function helpText(): string {
  const forms = startOptions.map(({ name, value }) => `--${name}${value === undefined ? '' : ` ${value}`}`);
  const width = Math.max(...forms.map((form) => form.length));
  return [
    'Sends a campaign through the whole pipeline on this machine, to local receivers that enforce limits.',
    '',
    'usage: npm start -- [OPTIONS]',
    '',
    ...startOptions.map(({ help }, index) => `  ${(forms[index] ?? '').padEnd(width)}  ${help}`),
    '',
    'Without options: 2,000 sample recipients at four sites. open.test takes everything; five.test allows 5 connections;',
    'paced.test takes 60 messages per 10 s; down.test answers 421 for the first 20 s. None of this is told to the sender.',
    '',
    'Mail never leaves this machine unless a --route says so: a domain without one goes to a local receiver without limits.',
    "Each run has a folder under .sluice/runs: the functions' logs, the synthesised template, the accepted copies.",
    '',
    'Exit codes: 0 everything that was accepted is at its receiver, once; 1 it is not, and what differs is said;',
    '2 wrong options or files, nothing was started or sent; 130 stopped by Ctrl-C.',
    '',
  ].join('\n');
}
