import * as z from 'zod';
import { nearestName } from './nearest-name.ts';

/**
 * What would be right in the place of what is wrong, for each field whose schema has no words of its own: "give a whole number from
 * 1 to 10000". Of unknown fields a line each. It is what zod's `error` takes.
 */
export function whatIsRight(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'too_big') return `use at most ${issue.maximum}`;
  if (issue.code === 'too_small') return `use ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  const { inst } = issue;
  if (!(inst instanceof z.ZodType)) return undefined;
  const schema = jsonSchema.parse(z.toJSONSchema(inst, { io: 'input', unrepresentable: 'any' }));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => rightName(key, Object.keys(schema.properties ?? {}))).join('\n');
  }
  const field = issue.path?.findLast((key) => typeof key === 'string') ?? '';
  return ownWords(inst, schema, issue.input) ?? `give ${describe(schema, unitOf(field))}`;
}

interface JsonSchema {
  readonly type?: string | undefined;
  readonly const?: string | number | boolean | undefined;
  readonly enum?: readonly (string | number)[] | undefined;
  readonly minimum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly items?: JsonSchema | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
}

const jsonSchema: z.ZodType<JsonSchema> = z.object({
  type: z.string().optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.union([z.string(), z.number()])).optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  maximum: z.number().optional(),
  get items() {
    return jsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), jsonSchema).optional();
  },
  required: z.array(z.string()).optional(),
  get oneOf() {
    return z.array(jsonSchema).optional();
  },
});

function rightName(written: string, names: readonly string[]): string {
  const meant = nearestName(written, names);
  return meant === undefined ? `remove it, or use one of: ${names.join(', ')}` : `did you mean ${meant}?`;
}

/** What a check of a text says of what was given, taken for a text: it tells what it asks for. */
function ownWords(inst: z.ZodType, { type }: JsonSchema, given: unknown): string | undefined {
  if (type !== 'string') return undefined;
  const asText = typeof given === 'string' || typeof given === 'number' ? String(given) : '';
  const parsed = inst.safeParse(asText, { error: () => '' });
  return parsed.error?.issues.map(({ message }) => message).find((message) => message !== '');
}

/** Names have their units at their ends. */
const units: readonly (readonly [RegExp, string])[] = [
  [/Ms$/, 'milliseconds (an hour has 3600000)'],
  [/Seconds$/, 'seconds'],
  [/Minutes$/, 'minutes'],
  [/Days$/, 'days'],
  [/Bytes$/, 'bytes'],
];

function unitOf(field: PropertyKey): string | undefined {
  return units.find(([ending]) => ending.test(String(field)))?.[1];
}

function describe(schema: JsonSchema, unit?: string): string {
  if (schema.enum) return alternatives(schema.enum.map((value) => JSON.stringify(value)));
  if (schema.oneOf) return `an object of kind ${alternatives(schema.oneOf.map(kindOf))}`;
  switch (schema.type) {
    case 'integer':
    case 'number':
      return `a ${schema.type === 'integer' ? 'whole ' : ''}number${unit ? ` of ${unit}` : ''}${rangeOf(schema)}`;
    case 'boolean':
      return 'true or false';
    case 'string':
      return 'text';
    case 'array':
      return `a list, each entry ${schema.items ? describe(schema.items, unit) : 'anything'}`;
    default:
      return schema.properties ? `an object with ${fieldsOf(schema)}` : 'an object, with a name for each entry';
  }
}

function kindOf({ properties }: JsonSchema): string {
  return JSON.stringify(properties?.['kind']?.const);
}

function fieldsOf({ properties = {}, required = [] }: JsonSchema): string {
  return required.length > 0 ? required.join(', ') : `any of ${Object.keys(properties).join(', ')}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: JsonSchema): string {
  const least = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum + 1);
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  return `${least === undefined ? '' : ` from ${least}`}${most === undefined ? '' : ` to ${most}`}`;
}

function alternatives(values: readonly string[]): string {
  return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}
