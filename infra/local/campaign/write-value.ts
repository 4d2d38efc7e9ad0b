import { parseAddrSpec } from '#shared/mail/address.ts';
import type { WriteValue } from './placeholders.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Into plain text: as it is. */
export const asText: WriteValue = (value) => value;

/** Into HTML, also between the quotes of an attribute. */
export const asHtml: WriteValue = (value) => value.replace(/[&<>"']/g, (character) => entities[character] ?? character);

/** Into one line, such as a subject: a line break would begin another header field. */
export const asLine: WriteValue = (value) => value.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();

/** Into an address field, as an address or as a part of a name: without what would end it and begin another. */
export const asAddressPart: WriteValue = (value) => {
  const line = asLine(value);
  return isAddress(line) ? line : line.replace(/[\s<>,;:()[\]\\"@]+/g, ' ').trim();
};

/** Into a part of a URL. */
export const asUrlPart: WriteValue = (value) => encodeURIComponent(value.toWellFormed());

/** Into an unstructured field of a raw header: what is not ASCII becomes encoded words (RFC 2047). */
export const asRawLine: WriteValue = (value) => {
  const line = asLine(value);
  return /^[ -~]*$/.test(line) ? line : encodedWords(line);
};

/** Into an address field of a raw header: an address as it is, all else as a name that cannot be read as an address. */
export const asRawPhrase: WriteValue = (value) => {
  const line = asLine(value);
  return isAddress(line) || /^[A-Za-z0-9 !#$%&'*+/?^`{|}~-]*$/.test(line) ? line : encodedWords(line);
};

function isAddress(text: string): boolean {
  return 'address' in parseAddrSpec(text);
}

/** RFC 2047 §2: an encoded word has at most 75 characters, which leaves 45 bytes for its text, and holds whole characters. */
const maxEncodedBytes = 45;

function encodedWords(text: string): string {
  const words: string[] = [];
  let word = '';
  for (const character of text) {
    if (Buffer.byteLength(word + character) > maxEncodedBytes) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((part) => `=?UTF-8?B?${Buffer.from(part).toString('base64')}?=`).join(' ');
}
