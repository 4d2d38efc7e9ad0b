import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { buildApp } from '../build-app.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
});

export type ShippedTemplate = z.infer<typeof templateSchema>;

/** The resources of the configuration as shipped, of all its stacks, which the docs show. */
export function shippedTemplate(): ShippedTemplate {
  const outdir = mkdtempSync(join(tmpdir(), 'sluice-docs-'));
  try {
    const assembly = buildApp({ stage: 'prod', outdir, bundle: false }).synth();
    const stacks = assembly.stacks.map(({ template }) => templateSchema.parse(template));
    return { Resources: Object.assign({}, ...stacks.map(({ Resources }) => Resources)) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
