import * as z from 'zod';
import { submissionSchema } from '#shared/mail/submission.ts';

/** What docs/submission.schema.json holds. */
export function submissionJsonSchema(): string {
  const { $schema, ...schema } = z.toJSONSchema(submissionSchema, { target: 'draft-2020-12' });
  const document = {
    $schema,
    title: 'Sluice submission, version 1',
    description:
      'The body of an SQS message to the submit queue. docs/submission.md says what goes beyond this schema.',
    ...schema,
    anyOf: [
      { required: ['from'], anyOf: [{ required: ['to'] }, { required: ['cc'] }, { required: ['bcc'] }] },
      { required: ['raw', 'envelope'] },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** The tables of docs/submission.md, as `withTables` puts them in. */
const tables: Record<string, () => string> = {
  fields: () => tableOf(submissionSchema.shape),
  attachment: () => tableOf(attachmentShape()),
  envelope: () => tableOf(submissionSchema.shape.envelope.unwrap().shape),
};

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->` by the table of that name. */
export function withTables(markdown: string): string {
  return Object.entries(tables).reduce(
    (text, [name, table]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
        (_, start: string, end: string) => `${start}\n${table()}\n\n${end}`,
      ),
    markdown,
  );
}

function attachmentShape(): z.core.$ZodLooseShape {
  const attachment = submissionSchema.shape.attachments.unwrap().element;
  return attachment.shape;
}

function tableOf(shape: z.core.$ZodLooseShape): string {
  const rows = Object.entries(shape).map(([name, field]) => {
    const { description = '', examples } = field instanceof z.ZodType ? (field.meta() ?? {}) : {};
    const [example] = Object.values(examples ?? {});
    return [`\`${name}\``, description, `\`${JSON.stringify(example)}\``];
  });
  const head = ['Field', 'What it holds', 'Example'];
  // Padded as the formatter pads, so that formatting changes nothing.
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [head, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}
