import type { Command } from './command.ts';

export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "sluice: the operator's command, for a deployed or a local pipeline",
    '',
    'usage: npm run sluice -- COMMAND [OPTIONS]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    '"npm run sluice -- COMMAND --help" tells more.',
    '',
  ].join('\n');
}

export function commandHelp({ name, summary, positionals, options, notes }: Command): string {
  const forms = options.map((option) => `--${option.name}${option.value === undefined ? '' : ` ${option.value}`}`);
  const width = Math.max(...forms.map((form) => form.length));
  return [
    `sluice ${name}: ${summary}`,
    '',
    `usage: npm run sluice -- ${[name, positionals, '[OPTIONS]'].filter(Boolean).join(' ')}`,
    '',
    ...options.map((option, index) => `  ${(forms[index] ?? '').padEnd(width)}  ${option.help}`),
    '',
    ...notes.flatMap((note) => [note, '']),
  ].join('\n');
}
