import * as z from 'zod';
import { valueAt } from '../value-at.ts';
import { type Fault, maxFaults } from './fault.ts';
import { s3SourceForm } from './s3-source.ts';
import { fieldNames, schemaAt } from './schema-at.ts';

/** nodemailer's ways to name a place where content lies. None is followed: files and hosts are the function's, not the sender's. */
const placeFields = new Set(['path', 'href', 'url', 'file', 'filePath', 'httpHeaders', 'raw']);

/** What a schema found wrong with a document, as faults: field by field, each with what would be right. */
export function faultsOf(error: z.ZodError, schema: z.ZodType, document: unknown): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const field = formatPath(issue.path);
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.slice(0, maxFaults).map((key) => unknownField(issue.path, key, schema));
      case 'custom':
        return [{ field, problem: issue.message, expected: String(issue.params?.['expected'] ?? '') }];
      default:
        return [{ field, problem: problemAt(issue, document), expected: describe(schema, issue.path) }];
    }
  });
}

/** `attachments[0].path`; keys that are not plain words are quoted. */
export function formatPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((key) => {
      if (typeof key === 'number') return `[${key}]`;
      const name = String(key).slice(0, 80);
      return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
    })
    .join('');
  return text.replace(/^\./, '') || '(body)';
}

function unknownField(path: readonly PropertyKey[], key: string, schema: z.ZodType): Fault {
  const known = fieldNames(schemaAt(schema, path));
  const isPlace = path[0] === 'attachments' && placeFields.has(key);
  return {
    field: formatPath([...path, key]),
    problem: isPlace ? 'is not taken: content comes from no file and no URL' : 'is not a field here',
    expected: isPlace ? `inline "content", or "source": ${s3SourceForm}` : `only ${known.join(', ')}`,
  };
}

function problemAt(issue: z.core.$ZodIssue, document: unknown): string {
  const value = valueAt(document, issue.path);
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_union':
      return `is ${kindOf(value)}`;
    case 'too_big':
      return issue.origin === 'array' ? `holds more than ${issue.maximum} entries` : 'is too large';
    default:
      return 'is not in form';
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array that does not fit here';
  if (typeof value === 'object') return 'an object that does not fit here';
  if (typeof value === 'string') return 'text that does not fit here';
  return typeof value === 'number' ? 'a number' : 'true or false';
}

/** What a field should hold: its description and example, or those of the nearest field around it that has them. */
function describe(schema: z.ZodType, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length--) {
    const found = schemaAt(schema, path.slice(0, length));
    const meta = found instanceof z.ZodType ? found.meta() : undefined;
    if (meta?.description === undefined) continue;
    const [example] = Object.values(meta.examples ?? {});
    return example === undefined ? meta.description : `${meta.description} Example: ${JSON.stringify(example)}`;
  }
  return 'one JSON object with the fields of a submission';
}
