import * as z from 'zod';
import { checked, type Wrong } from './checked.ts';
import { checkHeader, maxCustomHeaders } from './header-rules.ts';

const value = z.string();
const headersShape = z.union([
  z.record(z.string(), z.union([value, z.array(value)])),
  z.array(z.strictObject({ key: z.string(), value })),
]);

interface Header {
  readonly key: string;
  readonly value: string;
  readonly path: readonly (string | number)[];
}

/** Further header fields, as nodemailer takes them: an object, or a list of keys and values. */
export const headersSchema = checked(headersShape, (headers): Wrong[] => {
  const all = read(headers);
  if (all.length > maxCustomHeaders) {
    return [{ problem: `holds ${all.length} headers`, expected: `at most ${maxCustomHeaders}` }];
  }
  return all.flatMap(({ key, value, path }) => {
    const wrong = checkHeader(key, value);
    return wrong ? [{ path, ...wrong }] : [];
  });
});

/** The header fields of a value that passed its schema, in order. */
export function headersOf(headers: z.infer<typeof headersShape> | undefined): { key: string; value: string }[] {
  return headers === undefined ? [] : read(headers).map(({ key, value }) => ({ key, value }));
}

function read(headers: z.infer<typeof headersShape>): Header[] {
  if (Array.isArray(headers)) return headers.map(({ key, value }, index) => ({ key, value, path: [index] }));
  return Object.entries(headers).flatMap(([key, values]) =>
    [values].flat().map((value) => ({ key, value, path: [key] })),
  );
}
