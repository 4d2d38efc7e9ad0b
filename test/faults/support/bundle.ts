import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Bundles a function's handler into a folder, as the stack does; the handler is `index.handler`. */
export async function bundle(name: 'submit' | 'deliver', dir: string): Promise<string> {
  const codeDir = join(dir, name);
  await build({
    entryPoints: [fileURLToPath(new URL(`../../../functions/${name}/handler.ts`, import.meta.url))],
    outfile: join(codeDir, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
    banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  });
  return codeDir;
}
