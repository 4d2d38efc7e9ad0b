import { createHash } from 'node:crypto';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import { UsageError } from '../../cli/command.ts';
import { compileMailOptions, type MessageTemplate } from './message-template.ts';
import { compileRaw } from './raw-template.ts';
import { readInput } from './read-input.ts';
import { parseRecipients, type Recipients } from './recipients.ts';

export interface Campaign {
  readonly id: string;
  /** Rows of the CSV: one submission each. */
  readonly size: number;
  /** Recipients by domain, as the CSV names them, in lower case. */
  readonly domains: ReadonlyMap<string, number>;
  /** The bodies to enqueue, in the order of the rows; the same at every reading. */
  bodies(): Iterable<string>;
}

/** A message that SQS takes (quotas of Amazon SQS: message size), less the attributes. */
const maxBodyBytes = 1_048_576;

/** Reads and checks both files. Throws an UsageError about the first thing that is wrong with them. */
export function loadCampaign(recipientsPath: string, messagePath: string, nowMs: number): Campaign {
  const csv = readInput(recipientsPath);
  const messageText = readInput(messagePath);
  const recipients = parseRecipients(csv, recipientsPath);
  const { recipientColumn, rows } = recipients;
  const template = messagePath.toLowerCase().endsWith('.eml')
    ? compileRaw(messageText, messagePath, recipientColumn)
    : compileMailOptions(messageText, messagePath, recipientColumn);
  checkColumns(template, recipients, recipientsPath, messagePath);

  // From its content: what is enqueued twice is accepted once.
  const id = `campaign-${createHash('sha256').update(csv).update('\0').update(messageText).digest('hex').slice(0, 12)}`;
  const body = (index: number) =>
    asciiJson({ version: 1, id: `${id}-${index + 1}`, ...template.fill(rows[index] ?? {}) });
  checkMessage(body(0), nowMs, messagePath);
  for (const index of rows.keys()) {
    if (body(index).length > maxBodyBytes) {
      throw new UsageError(
        `${messagePath} makes a submission of ${body(index).length} bytes for row ${index + 1}; SQS takes ${maxBodyBytes}: put attachments into S3 ("source": "s3://…")`,
      );
    }
  }

  const domains = new Map<string, number>();
  for (const row of rows) {
    const domain = domainOf(row[recipientColumn] ?? '');
    domains.set(domain, (domains.get(domain) ?? 0) + 1);
  }
  return {
    id,
    size: rows.length,
    domains,
    *bodies() {
      for (const index of rows.keys()) yield body(index);
    },
  };
}

function checkColumns(template: MessageTemplate, { columns }: Recipients, csvPath: string, messagePath: string): void {
  const missing = [...new Set(template.columns)].filter((column) => !columns.includes(column));
  if (missing.length === 0) return;
  throw new UsageError(
    `${messagePath} uses ${missing.map((column) => `{{${column}}}`).join(', ')}, but ${csvPath} has no such column (it has: ${columns.join(', ')})`,
  );
}

/** What is wrong with the message itself shows in its first row; an address that is none is for the pipeline to refuse. */
function checkMessage(firstBody: string, nowMs: number, path: string): void {
  const parsed = parseSubmission(firstBody, nowMs);
  if (parsed.kind === 'parsed') return;
  const [fault] = parsed.faults.filter(({ field }) => !/^(?:envelope\.)?to\b/.test(field));
  if (fault) throw new UsageError(`${path}: ${fault.field} ${fault.problem}; right would be ${fault.expected}`);
}
