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

/**
 * A reply's text as rules see it: lower case, one space between words, Latin letters without their accents (`später` is
 * `spater`), typographic apostrophes straight. Other scripts stay as they are.
 */
export function normaliseText(text: string): string {
  const lower = text.toLowerCase().replace(/\s+/g, ' ');
  if (!/[^\u0000-\u007f]|`/.test(lower)) return lower;
  return lower
    .normalize('NFD')
    .replace(/([a-z])[\u0300-\u036f]{1,4}/g, '$1')
    .normalize('NFC')
    .replace(/[ßæœøłđı’‘´`]/g, (letter) => letters[letter] ?? letter);
}
