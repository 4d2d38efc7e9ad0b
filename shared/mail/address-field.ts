import * as z from 'zod';
import { type Address, parseAddressObject, parseMailbox, splitAddressList } from './address.ts';
import { checked, type Wrong } from './checked.ts';

/** Ours: one submission is one unit of acceptance, and becomes one SQS message a recipient. */
export const maxRecipients = 500;

const addressObject = z.strictObject({ name: z.string().optional(), address: z.string() });
const oneAddress = z.union([z.string(), addressObject]);
const addressList = z.union([z.string(), addressObject, z.array(oneAddress).max(maxRecipients)]);
type AddressInput = z.infer<typeof addressList>;

const right =
  'an address such as "ada@example.com", "Ada <ada@example.com>" or {"name": "Ada", "address": "ada@example.com"}';

/** Addresses as nodemailer takes them: text, a list in text, an object, or an array of these. */
export const addressesSchema = checked(addressList, (value) => {
  const { addresses, wrong } = read(value);
  const tooMany = { problem: `holds ${addresses.length} addresses`, expected: `at most ${maxRecipients}` };
  return addresses.length > maxRecipients ? [tooMany, ...wrong] : wrong;
});

/** The same, for exactly one mailbox. */
export const oneAddressSchema = checked(oneAddress, (value) => {
  const { addresses, wrong } = read(value);
  if (wrong.length > 0 || addresses.length === 1) return wrong;
  return [{ problem: `holds ${addresses.length} addresses`, expected: `exactly one: ${right}` }];
});

/** The mailboxes of a field that passed its schema. */
export function addressesOf(value: AddressInput | undefined): Address[] {
  return value === undefined ? [] : read(value).addresses;
}

function read(value: AddressInput): { addresses: Address[]; wrong: Wrong[] } {
  const addresses: Address[] = [];
  const wrong: Wrong[] = [];
  const take = (parsed: Address | { problem: string }, text: string, path: number[]) => {
    if ('address' in parsed) addresses.push(parsed);
    else wrong.push({ path, problem: `${quote(text)} ${parsed.problem}`, expected: right });
  };
  const entries = Array.isArray(value)
    ? value.map((entry, index) => ({ entry, path: [index] }))
    : [{ entry: value, path: [] }];
  for (const { entry, path } of entries) {
    if (typeof entry === 'object') {
      take(parseAddressObject(entry), entry.address, path);
      continue;
    }
    for (const part of splitAddressList(entry)) take(parseMailbox(part), part, path);
  }
  return { addresses, wrong };
}

function quote(text: string): string {
  return JSON.stringify(text.trim().slice(0, 80));
}
