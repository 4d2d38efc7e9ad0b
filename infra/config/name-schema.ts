import * as z from 'zod';

/** Names become parts of queue names and, in PascalCase, of logical ids: short, and no two of the same PascalCase. */
export const nameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/, 'use lower-case words joined by hyphens, each begun by a letter')
  .max(24, 'use at most 24 characters: it becomes a part of queue names');
