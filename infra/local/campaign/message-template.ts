import * as z from 'zod';
import { UsageError } from '../../cli/command.ts';
import { compileTemplate, type WriteValue } from './placeholders.ts';
import type { Row } from './recipients.ts';
import { asAddressPart, asHtml, asLine, asText, asUrlPart } from './write-value.ts';

/** A message for a campaign. */
export interface MessageTemplate {
  /** The columns that it needs, in lower case. */
  readonly columns: readonly string[];
  /** The fields of the submission of this row, all but `version` and `id`. */
  fill(row: Row): Readonly<Record<string, unknown>>;
}

/** How values are written into each field. A field that is not here is taken as it is. */
const writers: Readonly<Record<string, WriteValue>> = {
  from: asAddressPart,
  replyTo: asAddressPart,
  envelope: asAddressPart,
  subject: asLine,
  text: asText,
  html: asHtml,
  headers: asLine,
  list: asUrlPart,
  unsubscribe: asUrlPart,
  tags: asLine,
  stream: asLine,
};

/** A row is one recipient, and the campaign numbers its submissions. */
const notOfTheMessage: Readonly<Record<string, string>> = {
  id: 'the campaign gives each row its own',
  cc: 'each row of the CSV is one recipient',
  bcc: 'each row of the CSV is one recipient',
  raw: 'give the .eml file itself as the message',
};

const documentSchema = z.record(z.string(), z.unknown());
const recipientSchema = z.union([z.string(), z.object({ name: z.string().optional(), address: z.string() })]);

/** Compiles a message of nodemailer's mail options (JSON) with placeholders in its texts. `path` is for what is said of its faults. */
export function compileMailOptions(json: string, path: string, recipientColumn: string): MessageTemplate {
  const { to, version: _version, ...fields } = parseDocument(json, path);
  for (const [field, reason] of Object.entries(notOfTheMessage)) {
    if (field in fields) throw new UsageError(`${path}: leave out "${field}": ${reason}`);
  }
  const columns: string[] = [];
  const compile = (value: unknown, write: WriteValue): ((row: Row) => unknown) => {
    if (typeof value === 'string') {
      const template = compileTemplate(value, write);
      columns.push(...template.columns);
      return template.columns.length === 0 ? () => value : (row) => template.fill(row);
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => compile(item, write));
      return (row) => items.map((fill) => fill(row));
    }
    if (typeof value !== 'object' || value === null) return () => value;
    const entries = Object.entries(value).map(
      // A comment beside a List-* URL is text.
      ([key, item]) => [key, compile(item, key === 'comment' ? asLine : write)] as const,
    );
    return (row) => Object.fromEntries(entries.map(([key, fill]) => [key, fill(row)]));
  };

  const fillName = compile(displayName(to, path, recipientColumn), asLine);
  const filled = Object.entries(fields).map(([field, value]) => {
    const write = writers[field];
    return [field, write ? compile(value, write) : () => value] as const;
  });
  return {
    columns,
    fill(row) {
      const name = fillName(row);
      return {
        // An object, so that no value can make two addresses of it.
        to: { ...(name === '' ? {} : { name }), address: row[recipientColumn] ?? '' },
        ...Object.fromEntries(filled.map(([field, fill]) => [field, fill(row)])),
      };
    },
  };
}

function parseDocument(json: string, path: string): Record<string, unknown> {
  let document: unknown;
  try {
    document = JSON.parse(json);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message.replace(/\s+/g, ' ') : ''}`);
  }
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) throw new UsageError(`${path} is not a JSON object of mail options`);
  return parsed.data;
}

/** The name in `"to": "{{name}} <{{email}}>"`; a `to` that is left out stands for the recipient alone. */
function displayName(to: unknown, path: string, recipientColumn: string): string {
  if (to === undefined) return '';
  const place = `{{${recipientColumn}}}`;
  const wrong = new UsageError(
    `${path}: "to" must be "${place}" or "{{name}} <${place}>": each row of the CSV is one recipient`,
  );
  const parsed = recipientSchema.safeParse(to);
  if (!parsed.success) throw wrong;
  const { name = '', address } =
    typeof parsed.data === 'string'
      ? splitRecipient(parsed.data)
      : { name: parsed.data.name, address: parsed.data.address };
  if (address.replace(/\s/g, '').toLowerCase() !== place) throw wrong;
  return name;
}

function splitRecipient(text: string): { name: string; address: string } {
  const written = text.trim();
  const open = written.indexOf('<');
  const inner = written.slice(open + 1, -1);
  if (open === -1 || !written.endsWith('>') || /[<>]/.test(inner)) return { name: '', address: text };
  const name = written.slice(0, open).trim();
  const unquoted = name.startsWith('"') && name.endsWith('"') ? name.slice(1, -1) : name;
  return unquoted.includes('"') ? { name: '', address: text } : { name: unquoted.trim(), address: inner };
}
