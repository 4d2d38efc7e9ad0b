/** One thing wrong with a submission: where, what, and what would be right. */
export interface Fault {
  /** Path into the submission, e.g. `attachments[0].path`; `(body)` for the document itself, `(sender)` for who sent it. */
  readonly field: string;
  readonly problem: string;
  readonly expected: string;
}

/** Faults told of one submission: more do not help anyone to correct it, and they travel as SQS attributes. */
export const maxFaults = 20;
