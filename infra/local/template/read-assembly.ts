import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergeTemplates } from './merge-templates.ts';
import { type Template, templateSchema } from './template.ts';

/** The stacks of a cloud assembly as one template, what they import from one another resolved. */
export function readAssembly(assemblyDir: string): Template {
  const files = readdirSync(assemblyDir).filter((name) => name.endsWith('.template.json'));
  if (files.length === 0) throw new Error(`${assemblyDir} holds no template`);
  return mergeTemplates(
    files.map((name) => templateSchema.parse(JSON.parse(readFileSync(join(assemblyDir, name), 'utf8')))),
  );
}
