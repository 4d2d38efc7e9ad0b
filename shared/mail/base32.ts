/** RFC 4648 §6 in lower case and without padding: what survives a mail system that folds the case of local parts. */
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map((group) => alphabet.charAt(parseInt(group.padEnd(5, '0'), 2))).join('');
}

/** The bytes; null where the text is not the one form that `toBase32` gives them. */
export function fromBase32(text: string): Buffer | null {
  let bits = '';
  for (const character of text) {
    const value = alphabet.indexOf(character);
    if (value === -1) return null;
    bits += value.toString(2).padStart(5, '0');
  }
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((group) => parseInt(group, 2)));
  return toBase32(bytes) === text ? bytes : null;
}
