/** What a URL of a submission may name of its delivery. */
export interface UriVariables {
  /** The delivery id. */
  readonly delivery: string;
  /** The address. */
  readonly recipient: string;
}

const expression = /\{([^{}]*)\}/g;
const names: readonly string[] = ['delivery', 'recipient'] satisfies (keyof UriVariables)[];

/** The names in braces that are no variable; a brace without its partner counts as one. */
export function unknownVariables(template: string): string[] {
  const named = [...template.matchAll(expression)].map(([, name = '']) => name);
  const rest = template.replace(expression, '');
  return [...named.filter((name) => !names.includes(name)), ...(rest.match(/[{}]/g) ?? [])];
}

/** Simple expansion (RFC 6570 §3.2.2): every character that is not unreserved is percent-encoded. */
export function expandUri(template: string, variables: UriVariables): string {
  return template.replace(expression, (whole, name: string) => {
    if (name !== 'delivery' && name !== 'recipient') return whole;
    return encodeURIComponent(variables[name].toWellFormed()).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  });
}
