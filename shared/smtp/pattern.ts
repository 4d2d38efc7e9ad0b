/**
 * A pattern of several alternatives, one a line, for texts as `normaliseText` leaves them: lower case, no accents on Latin
 * letters. Repetitions are bounded (`.{0,40}`), so that no reply takes long.
 */
export function pattern({ raw }: TemplateStringsArray): RegExp {
  const alternatives = raw
    .join('')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return new RegExp(alternatives.join('|'));
}
