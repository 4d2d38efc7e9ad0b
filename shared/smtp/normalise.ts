const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
  '’': "'",
  '‘': "'",
  '´': "'",
  '`': "'",
};

/** Words that administrators misspell, as the beginnings of what they write. */
const misspelt: readonly (readonly [wrong: RegExp, right: string])[] = [
  [/\brec(?:ep|ip|iep|eip)i?ent/g, 'recipient'],
  [/\baddres(?!s)|\badress(?!e)/g, 'address'],
  [/\bexeed/g, 'exceed'],
  [/\bunk(?:own|now(?!n)|onwn)/g, 'unknown'],
  [/\btemporar(?:al|el|l)y/g, 'temporarily'],
  [/\bun(?:avail?|aval|avial|availi)able/g, 'unavailable'],
];

/**
 * A reply's text as rules see it: lower case, one space between words (`user_unknown` is two), common misspellings corrected, Latin
 * letters without their accents (`später` is `spater`), typographic apostrophes straight. Other scripts stay as they are.
 */
export function normaliseText(text: string): string {
  const lower = text.toLowerCase().replace(/[\s_]+/g, ' ');
  const spelt = misspelt.reduce((so, [wrong, right]) => so.replace(wrong, right), lower);
  if (!/[^\u0000-\u007f]|`/.test(spelt)) return spelt;
  return spelt
    .normalize('NFD')
    .replace(/([a-z])[\u0300-\u036f]{1,4}/g, '$1')
    .normalize('NFC')
    .replace(/[ßæœøłđı’‘´`]/g, (letter) => letters[letter] ?? letter);
}
