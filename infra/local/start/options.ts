import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { LimitTable } from '#shared/bucket/limits.ts';
import type { Routes } from '#shared/routing/egress.ts';
import { type OptionSpec, UsageError } from '../../cli/command.ts';
import { parseLimit } from './parse-limit.ts';
import { parseRoute } from './parse-route.ts';

export interface StartOptions {
  /** Null: the sample. */
  readonly recipients: string | null;
  readonly message: string | null;
  readonly routes: Routes;
  readonly limits: LimitTable;
  /** Invocations at once, per lane. */
  readonly concurrency: number;
  readonly json: string | null;
  readonly serve: boolean;
}

/** Enough to keep four sites busy; each is a process, and forty of them on two cores mostly wait for one another. */
const defaultConcurrency = 8;
/** Lambda's default quota of concurrent executions. */
const maxConcurrency = 1000;

export const startOptions: readonly OptionSpec[] = [
  {
    name: 'recipients',
    value: 'FILE.csv',
    help: 'own recipients: a header row, a column "email" (or "to"), any others for the message',
  },
  {
    name: 'message',
    value: 'FILE',
    help: 'own message: mail options (.json) or MIME (.eml), with {{column}} placeholders',
  },
  { name: 'route', value: 'DOMAIN=HOST:PORT', help: "send this domain's mail to this receiver (repeatable)" },
  {
    name: 'limit',
    value: '"SITE:5 connections,60/10s"',
    help: 'own limits for this site (repeatable); without, they are learned',
  },
  {
    name: 'concurrency',
    value: 'N',
    help: `invocations at once, per lane (default ${defaultConcurrency}; Lambda's least is 4)`,
  },
  { name: 'json', value: 'FILE', help: 'write the final report to FILE besides' },
  { name: 'serve', help: 'stay up, and print how to enqueue from anywhere on this machine; Ctrl-C ends it' },
  { name: 'help', help: 'print this' },
];

/** Parses and checks the command line. Throws a UsageError about the first thing that is wrong; null asks for help. */
export function parseOptions(args: readonly string[]): StartOptions | null {
  const values = parse(args);
  if (values.help === true) return null;
  return {
    recipients: values.recipients ?? null,
    message: values.message ?? null,
    routes: collect('--route', values.route, parseRoute),
    limits: collect('--limit', values.limit, parseLimit),
    concurrency: parseConcurrency(values.concurrency),
    json: values.json === undefined ? null : writable(values.json),
    serve: values.serve === true,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const list = { type: 'string', multiple: true } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        recipients: text,
        message: text,
        route: list,
        limit: list,
        concurrency: text,
        json: text,
        serve: flag,
        help: { ...flag, short: 'h' },
      },
    }).values;
  } catch (error) {
    // Node's second sentence explains how to pass a positional that looks like an option.
    const [fault = ''] = error instanceof Error ? error.message.split(/\. |\n/) : [];
    throw new UsageError(`${fault.replace(/\.$/, '')}; "npm start -- --help" lists the options`);
  }
}

function collect<T>(
  option: string,
  texts: readonly string[] | undefined,
  parseOne: (text: string) => readonly [string, T],
): Record<string, T> {
  const found: Record<string, T> = {};
  for (const text of texts ?? []) {
    const [domain, value] = parseOne(text);
    if (Object.hasOwn(found, domain)) throw new UsageError(`${option} names ${domain} twice`);
    found[domain] = value;
  }
  return found;
}

function parseConcurrency(text: string | undefined): number {
  if (text === undefined) return defaultConcurrency;
  const concurrency = Number(text);
  if (!/^\d+$/.test(text) || concurrency < 1 || concurrency > maxConcurrency) {
    throw new UsageError(`--concurrency takes a whole number from 1 to ${maxConcurrency}, not "${text}"`);
  }
  return concurrency;
}

/** Found out now, not after the campaign. */
function writable(path: string): string {
  const wrong = (problem: string) => new UsageError(`--json cannot write ${path}: ${problem}`);
  const folder = dirname(resolve(path));
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw wrong(`the folder ${folder} is not there or may not be written`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw wrong('it is a folder');
  return path;
}
