import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { buildApp, type BuildAppOptions } from '#infra/build-app.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) }).loose(),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});

export interface Resource {
  readonly id: string;
  readonly type: string;
  /** With references as text: `<LogicalId>`, `<LogicalId.Arn>`. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export interface Synthesised {
  readonly resources: readonly Resource[];
  ofType(type: string): Resource[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The template of one stage, without bundles, its references as text. */
export function synthesise(options: Omit<BuildAppOptions, 'outdir' | 'bundle'>): Synthesised {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-synth-'));
  try {
    const assembly = buildApp({ ...options, outdir, bundle: false }).synth();
    const template = templateSchema.parse(assembly.getStackByName(`sluice-${options.stage}`).template);
    const resources = Object.entries(template.Resources).map(([id, resource]) => ({
      id,
      type: resource.Type,
      properties: z.record(z.string(), z.unknown()).parse(asText(resource.Properties)),
    }));
    return {
      resources,
      ofType: (type) => resources.filter((resource) => resource.type === type),
      outputs: Object.fromEntries(Object.entries(template.Outputs).map(([name, { Value }]) => [name, asText(Value)])),
    };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value !== 'object' || value === null) return value;
  const [only, ...others] = Object.entries(value);
  if (only && others.length === 0) {
    const [key, argument] = only;
    if (key === 'Ref') return `<${String(argument)}>`;
    if (key === 'Fn::GetAtt') return `<${z.array(z.string()).parse(argument).join('.')}>`;
    if (key === 'Fn::Join') {
      const [delimiter, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(argument);
      return parts.map(asText).join(delimiter);
    }
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, asText(inner)]));
}
