import * as z from 'zod';

/** The part of a schema that describes what stands at a path; of a union, the option that has such a part. */
export function schemaAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.core.$ZodType | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return schemaAt(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return schemaAt(schema.element, rest);
  if (schema instanceof z.ZodRecord) return schemaAt(schema.valueType, rest);
  if (schema instanceof z.ZodUnion) {
    return schema.options.map((option) => schemaAt(option, path)).find((found) => found !== undefined);
  }
  if (schema instanceof z.ZodObject) {
    const part: unknown = Object.hasOwn(schema.shape, key) ? schema.shape[String(key)] : undefined;
    return part instanceof z.ZodType ? schemaAt(part, rest) : undefined;
  }
  return undefined;
}

/** The names of the fields of an object schema, however it is wrapped. */
export function fieldNames(schema: z.core.$ZodType | undefined): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return fieldNames(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => fieldNames(option));
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
