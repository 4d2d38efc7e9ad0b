import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '#infra/build-app.ts';

const stages = readdirSync('functions');
const outdir = mkdtempSync(join(tmpdir(), 'sluice-bundles-'));
let bundles: string[] = [];

beforeAll(() => {
  buildApp({ stage: 'local', outdir }).synth();
  bundles = readdirSync(outdir)
    .filter((name) => name.startsWith('asset.'))
    .map((name) => join(outdir, name));
});
afterAll(() => rmSync(outdir, { recursive: true }));

test('there is one bundle a stage; lanes share the sender’s', () => {
  expect(bundles).toHaveLength(stages.length);
});

test('each bundle is one file of less than 1.5 MB', () => {
  for (const bundle of bundles) {
    expect(readdirSync(bundle)).toEqual(['index.mjs']);
    expect(statSync(join(bundle, 'index.mjs')).size).toBeLessThan(1_500_000);
  }
});

test('each bundle needs no module beside it: in an empty environment it complains of its variables only', () => {
  for (const bundle of bundles) {
    const script = `import(${JSON.stringify(join(bundle, 'index.mjs'))}).then(() => console.log('loaded'), (e) => console.log(e.message))`;
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', script], { env: {}, encoding: 'utf8' });
    expect(output).toMatch(/^The function's environment is wrong/);
  }
});

test.each(stages)('%s holds nothing of other functions, of infra or tests, nor version 2 of the SDK', async (stage) => {
  const { metafile } = await build({
    entryPoints: [`functions/${stage}/handler.ts`],
    bundle: true,
    format: 'esm',
    platform: 'node',
    mainFields: ['module', 'main'],
    write: false,
    metafile: true,
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContain(`functions/${stage}/${stage}.ts`);
  expect(
    files.filter((file) => new RegExp(`^(functions/(?!${stage}/)|infra/|test/)|node_modules/aws-sdk/`).test(file)),
  ).toEqual([]);
});
