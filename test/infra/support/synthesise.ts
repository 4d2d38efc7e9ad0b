import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildApp, type BuildAppOptions } from '#infra/build-app.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().default('Delete'),
      UpdateReplacePolicy: z.string().default('Delete'),
    }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});

export interface Resource {
  readonly id: string;
  readonly stack: string;
  readonly type: string;
  /** With references as text: `<LogicalId>`, `<LogicalId.Arn>`; also those to another stack. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** What becomes of it when it is taken out, and when it is replaced. */
  readonly removal: { readonly deletion: string; readonly replacement: string };
}

export interface Synthesised {
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
  /** Without what stacks export to one another. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The stacks of one stage as one, without bundles, their references as text. */
export function synthesise(options: Omit<BuildAppOptions, 'outdir' | 'bundle'>): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-synth-'));
  try {
    const assembly = buildApp({ ...options, outdir, bundle: false }).synth();
    const stacks = assembly.stacks.map(({ stackName, template }) => ({ stackName, ...templateSchema.parse(template) }));
    const outputs = stacks.flatMap(({ Outputs }) => Object.entries(Outputs));
    const asText = readerOf(new Map(outputs.map(([, { Value, Export }]) => [Export?.Name ?? '', Value])));
    const resources = stacks.flatMap(({ stackName, Resources }) =>
      Object.entries(Resources).map(([id, resource]) => ({
        id,
        stack: stackName,
        type: resource.Type,
        properties: z.record(z.string(), z.unknown()).parse(asText(resource.Properties)),
        removal: { deletion: resource.DeletionPolicy, replacement: resource.UpdateReplacePolicy },
      })),
    );
    return {
      resources,
      ofType: (type) => resources.filter((resource) => resource.type === type),
      outputs: Object.fromEntries(
        outputs.filter(([, { Export }]) => !Export).map(([name, { Value }]) => [name, asText(Value)]),
      ),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function readerOf(exported: ReadonlyMap<string, unknown>): (value: unknown) => unknown {
  return function asText(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(asText);
    if (typeof value !== 'object' || value === null) return value;
    const [only, ...others] = Object.entries(value);
    if (only && others.length === 0) {
      const [key, argument] = only;
      if (key === 'Ref') return `<${String(argument)}>`;
      if (key === 'Fn::GetAtt') return `<${z.array(z.string()).parse(argument).join('.')}>`;
      if (key === 'Fn::ImportValue') return asText(exported.get(z.string().parse(argument)));
      if (key === 'Fn::Join') {
        const [delimiter, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
        return parts.map(asText).join(delimiter);
      }
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
  };
}
