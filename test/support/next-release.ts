import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** A change of one source file: the text that must be there, and what the other release has in its place. */
export interface Patch {
  /** From the project's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Bundles a stage's function as CDK does, with these changes: the code of another release. Returns its folder. */
export async function buildRelease(
  stage: 'submit' | 'deliver',
  dir: string,
  patches: readonly Patch[],
): Promise<string> {
  mkdirSync(dir, { recursive: true });
  const applied = new Set<Patch>();
  await build({
    entryPoints: [join(root, 'functions', stage, 'handler.ts')],
    outfile: join(dir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
    plugins: [
      {
        name: 'another-release',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const here = patches.filter(({ file }) => path === join(root, file));
            if (here.length === 0) return null;
            let contents = await readFile(path, 'utf8');
            for (const patch of here) {
              if (!contents.includes(patch.from)) throw new Error(`${patch.file} has no "${patch.from}"`);
              contents = contents.replaceAll(patch.from, patch.to);
              applied.add(patch);
            }
            return { contents, loader: 'ts' };
          });
        },
      },
    ],
  });
  const unused = patches.filter((patch) => !applied.has(patch)).map(({ file }) => file);
  if (unused.length > 0) throw new Error(`${stage} has no ${unused.join(', ')}`);
  return dir;
}
