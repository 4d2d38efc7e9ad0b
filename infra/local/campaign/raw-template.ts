import { authorOf } from '#shared/mail/raw-author.ts';
import type { MessageTemplate } from './message-template.ts';
import { compileMimePart } from './mime-part.ts';

/** Compiles a MIME message (.eml) with placeholders in its header fields and in its text and HTML parts. */
export function compileRaw(text: string, path: string, recipientColumn: string): MessageTemplate {
  const columns: string[] = [];
  const part = compileMimePart(text.replace(/\r?\n/g, '\r\n'), path);
  columns.push(...part.columns);
  return {
    columns,
    fill(row) {
      const raw = part.fill(row);
      const author = authorOf(Buffer.from(raw));
      return {
        raw,
        envelope: {
          // A From that is not one is refused by the pipeline, with its reason.
          from: 'address' in author ? author.address : null,
          to: { address: row[recipientColumn] ?? '' },
        },
      };
    },
  };
}
