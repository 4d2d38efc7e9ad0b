import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const assetsSchema = z.object({
  files: z.record(z.string(), z.object({ source: z.object({ path: z.string(), packaging: z.string() }) })).default({}),
});

/** Finds the folder that a cloud assembly staged for an asset, by the hash that starts its S3 key. */
export type FindAsset = (s3Key: string) => string;

/** Reads the `*.assets.json` of a cloud assembly and of the assemblies nested in it (CDK stages). */
export function createFindAsset(assemblyDir: string): FindAsset {
  const folders = new Map<string, string>();
  const assemblies = [assemblyDir, ...nested(assemblyDir)];
  for (const dir of assemblies) {
    for (const file of readdirSync(dir).filter((name) => name.endsWith('.assets.json'))) {
      const { files } = assetsSchema.parse(JSON.parse(readFileSync(join(dir, file), 'utf8')));
      for (const [hash, { source }] of Object.entries(files)) {
        if (source.packaging === 'zip') folders.set(hash, join(dir, source.path));
      }
    }
  }
  return (s3Key) => {
    const hash = s3Key.replace(/^.*\//, '').replace(/\.zip$/, '');
    const folder = folders.get(hash);
    if (folder === undefined) throw new Error(`${assemblyDir} stages no asset ${hash}`);
    if (!existsSync(folder)) throw new Error(`The asset ${hash} is not staged at ${folder}`);
    return folder;
  };
}

function nested(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith('assembly-'))
    .map((entry) => join(dir, entry.name));
}
