import * as z from 'zod';
import { parseAddrSpec } from './address.ts';
import { checked, type Wrong } from './checked.ts';
import { expandUri, unknownVariables, type UriVariables } from './uri-template.ts';

/** How a recipient leaves: templates, to be filled for each delivery. At least one of them. */
export interface Unsubscribe {
  /** Takes RFC 8058's one-click POST. */
  readonly url?: string | undefined;
  /** A `mailto:` URL. */
  readonly mailto?: string | undefined;
}

const parts = z.strictObject({ url: z.string().optional(), mailto: z.string().optional() });
const shape = z.union([z.string(), parts]);
type UnsubscribeInput = z.infer<typeof shape>;

/** RFC 5322 §2.1.1 allows 998 octets a line, and neither URL can be folded. */
export const maxUnsubscribeOctets = 900;

const right =
  '"https://example.com/leave?mail={recipient}", "mailto:leave@example.com", or {"url", "mailto"} with one of each';

export const unsubscribeSchema = checked(shape, (input): Wrong[] => {
  const { url, mailto } = partsOf(input);
  if (url === undefined && mailto === undefined) return [{ problem: 'names no place', expected: right }];
  const place = (name: string) => (typeof input === 'string' ? [] : [name]);
  return [
    ...(url === undefined || isHttps(url)
      ? []
      : [{ path: place('url'), problem: 'is no https: URL', expected: right }]),
    ...(mailto === undefined || isMailto(mailto)
      ? []
      : [{ path: place('mailto'), problem: 'is no mailto: URL', expected: right }]),
    ...[url, mailto]
      .flatMap((template = '') => unknownVariables(template))
      .map((name) => ({
        problem: `has a variable "${name.slice(0, 40)}"`,
        expected: 'no variables but {recipient} and {delivery}',
      })),
  ];
});

/** A value that passed its schema. */
export function unsubscribeOf(input: UnsubscribeInput | undefined): Unsubscribe | undefined {
  return input === undefined ? undefined : partsOf(input);
}

/**
 * List-Unsubscribe, and with an https: URL the promise that a POST to it is enough (RFC 2369, RFC 8058 §3.1). The URL comes first: a
 * client takes the first that it knows.
 */
export function unsubscribeHeaders(
  { url, mailto }: Unsubscribe,
  variables: UriVariables,
): { key: string; value: string }[] {
  const places = [url, mailto].flatMap((template) =>
    template === undefined ? [] : [`<${expandUri(template, variables)}>`],
  );
  return [
    { key: 'List-Unsubscribe', value: places.join(', ') },
    ...(url === undefined ? [] : [{ key: 'List-Unsubscribe-Post', value: oneClick }]),
  ];
}

const oneClick = 'List-Unsubscribe=One-Click';

/** Whether these header fields let a recipient leave with one click (RFC 8058 §3.1). */
export function hasOneClick(fields: readonly { readonly key: string; readonly value: string }[]): boolean {
  const valuesOf = (name: string) => fields.filter(({ key }) => key.toLowerCase() === name).map(({ value }) => value);
  return (
    valuesOf('list-unsubscribe').some((value) => /<\s*https:\/\/[^>]+>/i.test(value)) &&
    valuesOf('list-unsubscribe-post').some((value) => value.trim().toLowerCase() === oneClick.toLowerCase())
  );
}

function partsOf(input: UnsubscribeInput): Unsubscribe {
  if (typeof input !== 'string') return input;
  return input.startsWith('mailto:') ? { mailto: input } : { url: input };
}

function isHttps(text: string): boolean {
  return text.length <= maxUnsubscribeOctets && /^https:\/\/[\w-][!#-;=?-~]*$/.test(text) && URL.canParse(text);
}

function isMailto(text: string): boolean {
  const [, address = ''] = /^mailto:([^?]+)(?:\?[!#-;=?-~]*)?$/.exec(text) ?? [];
  if (text.length > maxUnsubscribeOctets || !/^[!-~]*$/.test(address)) return false;
  return 'address' in parseAddrSpec(expandUri(address, { delivery: 'x', recipient: 'x' }));
}
