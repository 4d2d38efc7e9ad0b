/** The name of a metric in a formula, which takes letters, digits and underscores: `delivered`, `bulk-eu` → `delivered_bulk_eu`. */
export function metricId(what: string, place: string): string {
  return `${what}_${place.replaceAll('-', '_')}`;
}
