import * as z from 'zod';
import { parseAddrSpec } from './address.ts';
import { checked, type Wrong } from './checked.ts';

const entry = z.union([z.string(), z.strictObject({ url: z.string(), comment: z.string().optional() })]);
const entries = z.union([entry, z.array(entry).max(5)]);
const listShape = z.strictObject({
  help: entries.optional(),
  unsubscribe: entries.optional(),
  subscribe: entries.optional(),
  post: entries.optional(),
  owner: entries.optional(),
  archive: entries.optional(),
  id: entry.optional(),
});

const rightUrl = 'an https:, http: or mailto: URL, or a mail address, of visible ASCII characters';
const rightId = 'an identifier such as "news.example.com" (RFC 2919)';

/** List-* header fields, as nodemailer takes them (RFC 2369, RFC 2919). */
export const listSchema = checked(listShape, (list): Wrong[] =>
  fieldsOf(list).flatMap(({ name, path, url, comment }): Wrong[] => [
    ...(formatUrl(name, url) === null
      ? [{ path, problem: 'is not in form', expected: name === 'id' ? rightId : rightUrl }]
      : []),
    ...(comment !== undefined && !/^[\w .,'!?-]{1,100}$/.test(comment)
      ? [{ path, problem: 'has an unfit comment', expected: 'at most 100 letters, digits and simple punctuation' }]
      : []),
  ]),
);

/** The header fields of a value that passed its schema: all URLs of one field in one line, in the order of preference. */
export function listHeadersOf(list: z.infer<typeof listShape> | undefined): { key: string; value: string }[] {
  const values = new Map<string, string[]>();
  for (const { name, url, comment } of list === undefined ? [] : fieldsOf(list)) {
    const key = name === 'id' ? 'List-ID' : `List-${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const formatted = formatUrl(name, url) ?? '';
    const text =
      comment === undefined ? formatted : name === 'id' ? `"${comment}" ${formatted}` : `${formatted} (${comment})`;
    values.set(key, [...(values.get(key) ?? []), text]);
  }
  return [...values].map(([key, texts]) => ({ key, value: texts.join(', ') }));
}

function fieldsOf(list: z.infer<typeof listShape>) {
  return Object.entries(list).flatMap(([name, value]) =>
    [value ?? []].flat().map((item, index) => ({
      name,
      path: Array.isArray(value) ? [name, index] : [name],
      url: typeof item === 'string' ? item : item.url,
      comment: typeof item === 'string' ? undefined : item.comment,
    })),
  );
}

function formatUrl(name: string, url: string): string | null {
  if (url.length > 800) return null;
  if (name === 'id') return /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+$/.test(url) ? `<${url}>` : null;
  if (/^(?:https?:\/\/|mailto:)[!#-;=?-~]+$/.test(url)) return `<${url}>`;
  return /^[!-~]+$/.test(url) && 'address' in parseAddrSpec(url) ? `<mailto:${url}>` : null;
}
