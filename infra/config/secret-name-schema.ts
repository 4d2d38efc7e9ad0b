import * as z from 'zod';

/** Secrets Manager's `CreateSecret`, "Name": ASCII letters, digits and these; at most 512. */
const nameForm = /^[A-Za-z0-9/_+=.@-]{1,512}$/;

/** Six characters after a hyphen are taken for those that Secrets Manager appends to a name, and the secret is not found. */
const looksComplete = /-.{6}$/;

function faultOf(name: string, example: string): string | null {
  if (name.startsWith('arn:')) {
    return `give the name, such as "${example}": the ARN without all up to "secret:" and the hyphen and six characters at its end`;
  }
  if (!nameForm.test(name)) {
    return `name one secret of Secrets Manager, such as "${example}": letters, digits and /_+=.@-, at most 512`;
  }
  return looksComplete.test(name)
    ? 'a hyphen and six characters at the end are taken for what Secrets Manager appends; make the secret under another name'
    : null;
}

/** A secret's friendly name: what senders ask for, and are granted, is an ARN that is made of it. */
export function secretNameSchema(example: string) {
  return z.string().superRefine((name, context) => {
    const message = faultOf(name, example);
    if (message !== null) context.addIssue({ code: 'custom', message });
  });
}
