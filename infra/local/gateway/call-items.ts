/** Messages or keys that a call carried, of its request's body and its answer: of a batch as many as it has, else one. */
export function itemsOf(request: unknown, answer: unknown = {}): number {
  const { Entries, RequestItems } = asObject(request);
  if (Array.isArray(Entries)) return Entries.length;
  const { Messages } = asObject(answer);
  if (Array.isArray(Messages)) return Messages.length;
  if (RequestItems !== undefined) {
    return Object.values(asObject(RequestItems)).reduce<number>((sum, table) => sum + keysOf(table), 0);
  }
  const formEntries = Object.keys(asObject(request)).filter((field) => /^PublishBatch.*\.Id$/.test(field));
  return Math.max(1, formEntries.length);
}

function keysOf(table: unknown): number {
  const { Keys } = asObject(table);
  return Array.isArray(Keys) ? Keys.length : 1;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
