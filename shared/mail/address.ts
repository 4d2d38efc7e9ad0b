import { normaliseDomain } from './domain.ts';

/** A mailbox. `address` is in the form that SMTP takes: domain in lower case and A-labels; the local part as it was given. */
export interface Address {
  readonly name?: string;
  readonly address: string;
}

/** RFC 5321 §4.5.3.1.1. */
const maxLocalOctets = 64;
/** RFC 5321 §4.5.3.1.3: a path of 256 with its angle brackets. */
const maxAddressOctets = 254;
/** Ours: a name that long is not one. */
const maxNameLength = 256;

/** RFC 5321 §4.1.2 with RFC 6531 §3.3: atoms of ASCII or any visible character beyond it. */
const dotAtom =
  /^(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]|[^\x00-\x7f\p{C}\p{Z}])+(?:\.(?:[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]|[^\x00-\x7f\p{C}\p{Z}])+)*$/u;
/** Quoted local parts without the characters on which parsers disagree: quotes, backslashes, angle brackets. */
const quotedLocal = /^"([\x20\x21\x23-\x3b\x3d\x3f-\x5b\x5d-\x7e]+)"$/;

/** Control characters, line and paragraph separators, halves of surrogate pairs: nothing that a header value may hold. */
export const unfitForHeader = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Parses `local@domain`; on failure says what is wrong, for a sentence that begins with the address. */
export function parseAddrSpec(text: string): { address: string } | { problem: string } {
  const at = text.lastIndexOf('@');
  if (at === -1) return { problem: 'has no @' };
  const domain = normaliseDomain(text.slice(at + 1));
  if (domain === null) return { problem: 'has a domain that is not one' };
  const local = normaliseLocal(text.slice(0, at));
  if (local === null) return { problem: 'has a part before the @ that is not one' };
  if (Buffer.byteLength(local) > maxLocalOctets)
    return { problem: `has more than ${maxLocalOctets} octets before the @` };
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > maxAddressOctets) return { problem: `has more than ${maxAddressOctets} octets` };
  return { address };
}

/** Quotes that are not needed are taken off: `"joe"@example.com` is joe@example.com (RFC 5321 §4.1.2). */
function normaliseLocal(local: string): string | null {
  if (dotAtom.test(local)) return local;
  const quoted = quotedLocal.exec(local)?.[1];
  if (quoted === undefined) return null;
  return dotAtom.test(quoted) ? quoted : local;
}

/** Parses one mailbox: `a@b.example`, `<a@b.example>`, `Name <a@b.example>` or `"Name, with specials" <a@b.example>`. */
export function parseMailbox(text: string): Address | { problem: string } {
  const trimmed = text.trim();
  if (unfitForHeader.test(trimmed)) return { problem: 'has a line break or control character' };
  const open = openingAngle(trimmed);
  if (open === -1) return parseAddrSpec(trimmed);
  if (!trimmed.endsWith('>')) return { problem: 'goes on after the closing >' };
  const parsed = parseAddrSpec(trimmed.slice(open + 1, -1));
  if ('problem' in parsed) return parsed;
  const name = parseName(trimmed.slice(0, open).trim());
  if (name === null) return { problem: 'has a name that must be quoted' };
  return name === '' ? parsed : (checkName(name) ?? { name, ...parsed });
}

/** A mailbox given as an object: the name is taken as it is, the address must be nothing but one. */
export function parseAddressObject(value: {
  name?: string | undefined;
  address: string;
}): Address | { problem: string } {
  const parsed = parseAddrSpec(value.address);
  if ('problem' in parsed || !value.name) return parsed;
  return checkName(value.name) ?? { name: value.name, ...parsed };
}

function checkName(name: string): { problem: string } | null {
  if (unfitForHeader.test(name)) return { problem: 'has a name with a line break or control character' };
  return name.length > maxNameLength ? { problem: `has a name of more than ${maxNameLength} characters` } : null;
}

/** The first < outside quotes, or -1. */
function openingAngle(text: string): number {
  for (const { character, index, isQuoted } of outsideQuotes(text)) {
    if (character === '<' && !isQuoted) return index;
  }
  return -1;
}

/** A display name: words without specials, or one quoted string (RFC 5322 §3.4). Null where it is neither. */
function parseName(text: string): string | null {
  const quoted = /^"((?:[^"\\]|\\.)*)"$/u.exec(text)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/gu, '$1').trim();
  return /["(),:;<>@[\\\]]/.test(text) ? null : text;
}

/** Splits a list at the commas that are outside quotes and angle brackets; empty entries are dropped. */
export function splitAddressList(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  let inAngle = false;
  for (const { character, index, isQuoted } of outsideQuotes(text)) {
    if (isQuoted) continue;
    if (character === '<') inAngle = true;
    if (character === '>') inAngle = false;
    if (character === ',' && !inAngle) {
      parts.push(text.slice(from, index));
      from = index + 1;
    }
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part.trim() !== '');
}

function* outsideQuotes(text: string): Generator<{ character: string; index: number; isQuoted: boolean }> {
  let isQuoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (isQuoted && character === '\\') {
      index++;
      continue;
    }
    if (character === '"') isQuoted = !isQuoted;
    yield { character, index, isQuoted };
  }
}
