import { parseJson } from '../parse-json.ts';
import { maxRecipients } from './address-field.ts';
import { checkConsistency } from './consistency.ts';
import { type Fault, maxFaults } from './fault.ts';
import { faultsOf } from './faults-of.ts';
import type { Submission } from './parsed.ts';
import { submissionSchema } from './submission.ts';
import { toSubmission } from './to-submission.ts';

export type ParseResult =
  | { readonly kind: 'parsed'; readonly submission: Submission }
  | { readonly kind: 'refused'; readonly faults: readonly Fault[]; readonly id: string | null };

/**
 * Parses the body of an SQS message. Never throws: whatever the body, the result is a submission or its faults, at most
 * `maxFaults`. `sentAtMs` is when the user enqueued it: times are judged at that moment, so that a redelivery gives the same
 * result.
 */
export function parseSubmission(body: string, sentAtMs: number): ParseResult {
  const document = parseJson(body);
  if (document === undefined) {
    const expected = 'one JSON document (RFC 8259): an object with the fields of a submission';
    return { kind: 'refused', faults: [{ field: '(body)', problem: 'is not JSON', expected }], id: null };
  }
  const parsed = submissionSchema.safeParse(document);
  const ofFields = parsed.success ? [] : faultsOf(parsed.error, submissionSchema, document);
  const ofDocument = checkConsistency(document, sentAtMs).filter(
    ({ field }) => !ofFields.some((f) => f.field === field),
  );
  const faults = [...ofFields, ...ofDocument];
  if (!parsed.success || faults.length > 0) return refused(faults, document);

  const submission = toSubmission(parsed.data);
  const count = submission.recipients.length;
  if (count > 0 && count <= maxRecipients) return { kind: 'parsed', submission };
  const field = submission.body.kind === 'raw' ? 'envelope.to' : 'to';
  return refused(
    [{ field, problem: `names ${count} recipients`, expected: `1 to ${maxRecipients} recipients` }],
    document,
  );
}

function refused(faults: readonly Fault[], document: unknown): ParseResult {
  return { kind: 'refused', faults: faults.slice(0, maxFaults), id: idOf(document) };
}

/** The submission's own id for its event, where it has a right one. */
function idOf(document: unknown): string | null {
  const id = submissionSchema.shape.id.safeParse((document as { id?: unknown } | null)?.id);
  return id.success ? id.data : null;
}
