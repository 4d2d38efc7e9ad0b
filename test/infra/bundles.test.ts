import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildApp } from '#infra/build-app.ts';

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
  expect(bundles).toHaveLength(4);
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
