import * as z from 'zod';
import { submissionSchema } from '#shared/mail/submission.ts';
import { markdownTable, withBlocks } from './markdown.ts';

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

/** docs/submission.md with its tables as the code has them. */
export const withTables = (markdown: string): string => withBlocks(markdown, tables);

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
  return markdownTable(['Field', 'What it holds', 'Example'], rows);
}
