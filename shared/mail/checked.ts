import type { z } from 'zod';
import { maxFaults } from './fault.ts';

/** What a check found wrong: `path` leads from the checked value to the part that is meant. */
export interface Wrong {
  readonly path?: readonly (string | number)[];
  readonly problem: string;
  readonly expected: string;
}

/** A schema with a further check, whose faults say what would be right. The JSON Schema does not show it: descriptions do. */
export function checked<T extends z.ZodType>(schema: T, check: (value: z.output<T>) => readonly Wrong[]): T {
  return schema.superRefine((value, context) => {
    for (const { path = [], problem, expected } of check(value).slice(0, maxFaults)) {
      context.addIssue({ code: 'custom', message: problem, path: [...path], params: { expected } });
    }
  });
}
