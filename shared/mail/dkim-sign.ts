import { sign } from 'node:crypto';
import { namesToSign } from './dkim-fields.ts';
import type { SigningKey } from './dkim-key.ts';
import { type RawField, splitRaw } from './raw-message.ts';
import { relaxedBodyHash } from './relaxed-body.ts';

export interface SignOptions {
  /** `t=`. */
  readonly atMs: number;
  /** Header fields that are not to be covered. */
  readonly leftOut: ReadonlySet<string>;
}

/**
 * A message (CRLF line ends) under its DKIM-Signature: rsa-sha256, relaxed/relaxed (RFC 6376, RFC 8301). The same message, key and
 * time give the same bytes. Throws where the message has no header that can be read.
 */
export function signMessage(message: Buffer, { domain, selector, key }: SigningKey, options: SignOptions): Buffer {
  const split = splitRaw(message);
  if ('problem' in split) throw new Error(`the message to be signed ${split.problem}`);
  const names = namesToSign(
    split.fields.map(({ name }) => name),
    options.leftOut,
  );
  const unsigned = [
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; t=${Math.floor(options.atMs / 1000)};`,
    `d=${domain};`,
    `s=${selector};`,
    `h=${fold(names.join(':'), /.{1,70}(?::|$)/g)};`,
    `bh=${relaxedBodyHash(split.body)};`,
    'b=',
  ].join('\r\n ');
  const covered = Buffer.from([...lines(names, split.fields), relaxed(unsigned)].join('\r\n'), 'latin1');
  const signature = sign('sha256', covered, key).toString('base64');
  return Buffer.concat([Buffer.from(`${unsigned}${fold(signature, /.{1,72}/g)}\r\n`, 'latin1'), message]);
}

/** The canonical lines of the named fields: of several with one name the last is taken first (RFC 6376 §5.4.2). */
function lines(names: readonly string[], fields: readonly RawField[]): string[] {
  const left = new Map<string, RawField[]>();
  for (const field of fields) left.set(field.name, [...(left.get(field.name) ?? []), field]);
  return names.flatMap((name) => {
    const field = left.get(name)?.pop();
    return field ? [relaxed(field.text)] : [];
  });
}

/** RFC 6376 §3.4.2. */
function relaxed(field: string): string {
  const colon = field.indexOf(':');
  const value = field
    .slice(colon + 1)
    .replaceAll('\r\n', '')
    .replace(/[ \t]+/g, ' ');
  return `${field.slice(0, colon).trim().toLowerCase()}:${value.replace(/^ | $/g, '')}`;
}

function fold(text: string, line: RegExp): string {
  return (text.match(line) ?? []).join('\r\n  ');
}
