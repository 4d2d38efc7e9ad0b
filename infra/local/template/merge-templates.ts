import * as z from 'zod';
import type { Template } from './template.ts';

const importSchema = z.strictObject({ 'Fn::ImportValue': z.string() });

/**
 * Templates of stacks that import from one another as one template: an import becomes what is exported, and exports end. Throws
 * where two stacks use a logical id for different things, or something is imported that none of them exports.
 */
export function mergeTemplates(templates: readonly Template[]): Template {
  const exported = new Map(
    templates.flatMap(({ Outputs }) =>
      Object.values(Outputs).flatMap(({ Value, Export }) => (Export ? [[Export.Name, Value] as const] : [])),
    ),
  );
  function resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const imported = importSchema.safeParse(value);
    if (!imported.success) return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, resolve(part)]));
    const name = imported.data['Fn::ImportValue'];
    if (!exported.has(name)) throw new Error(`${name} is imported, and no stack of the assembly exports it`);
    return resolve(exported.get(name));
  }
  return {
    Parameters: union('Parameters', templates),
    Mappings: union('Mappings', templates),
    Conditions: union('Conditions', templates),
    Resources: Object.fromEntries(
      Object.entries(union('Resources', templates)).map(([id, { Type, Properties }]) => [
        id,
        { Type, Properties: z.record(z.string(), z.unknown()).parse(resolve(Properties)) },
      ]),
    ),
    Outputs: Object.fromEntries(
      Object.entries(union('Outputs', templates))
        .filter(([, { Export }]) => Export === undefined)
        .map(([id, { Value }]) => [id, { Value: resolve(Value) }]),
    ),
  };
}

/** CDK repeats some parts in each template, such as its parameter `BootstrapVersion`. */
function union<S extends keyof Template>(section: S, templates: readonly Template[]): Template[S] {
  const all: Record<string, unknown> = {};
  for (const template of templates) {
    for (const [id, part] of Object.entries(template[section])) {
      if (id in all && JSON.stringify(all[id]) !== JSON.stringify(part)) {
        throw new Error(`two stacks have different ${section} named ${id}`);
      }
      all[id] = part;
    }
  }
  return all as Template[S];
}
