import type * as z from 'zod';
import { valueAt } from '#shared/value-at.ts';
import { whatIsRight } from './what-is-right.ts';

/** What a configuration says, or what is wrong with it: the field's path, what was given and what would be right, a line each. */
export type ParsedConfig<T> =
  | { readonly isRight: true; readonly config: T }
  | { readonly isRight: false; readonly faults: readonly string[] };

/** Reads a configuration. Of a wrong one: `lanes.bulk.batchSize: "ten" is no number; give a whole number from 1 to 10000`. */
export function parseConfig<T extends z.ZodType>(schema: T, input: unknown): ParsedConfig<z.infer<T>> {
  const parsed = schema.safeParse(input, { error: whatIsRight });
  if (parsed.success) return { isRight: true, config: parsed.data };
  return { isRight: false, faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, input)) };
}

function faultsOf(issue: z.core.$ZodIssue, input: unknown): string[] {
  const at = (...keys: PropertyKey[]) => [...issue.path, ...keys].join('.') || '(the whole)';
  if (issue.code === 'unrecognized_keys') {
    const advice = issue.message.split('\n');
    return issue.keys.map((key, index) => `${at(key)}: no such field; ${advice[index]}`);
  }
  // A record's key: what is wrong with it stands one level deeper.
  if (issue.code === 'invalid_key') return [`${at()}: ${issue.issues.map(({ message }) => message).join(', ')}`];
  const problem = problemOf(issue, valueAt(input, issue.path));
  return [`${at()}: ${problem === null ? '' : `${problem}; `}${issue.message}`];
}

/** What is wrong with what was given; null where the message says it. */
function problemOf(issue: z.core.$ZodIssue, given: unknown): string | null {
  if (issue.code === 'custom') {
    return typeof given === 'string' && !issue.message.includes(given) ? `${shown(given)} is not right` : null;
  }
  if (given === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
      return `${shown(given)} is ${lacking(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'array' ? 'is empty' : `${shown(given)} is too small`;
    case 'too_big':
      return `${shown(given)} is too large`;
    case 'invalid_value':
    case 'invalid_union':
      return `${shown(given)} is not known`;
    default:
      return `${shown(given)} is not right`;
  }
}

function lacking(expected: string): string {
  const kinds: Readonly<Record<string, string>> = {
    number: 'no number',
    int: 'no whole number',
    string: 'no text',
    boolean: 'neither true nor false',
    array: 'no list',
    object: 'no object',
    record: 'no object',
  };
  return kinds[expected] ?? 'not right';
}

const longestShown = 60;

function shown(given: unknown): string {
  if (Array.isArray(given)) return 'a list';
  if (typeof given === 'object' && given !== null) return 'an object';
  const text = typeof given === 'string' ? JSON.stringify(given) : String(given);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
