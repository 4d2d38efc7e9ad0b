import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const dir = mkdtempSync(join(tmpdir(), 'sluice-app-'));
afterAll(() => rmSync(dir, { recursive: true }));

/** Runs the app as the CDK's command does, which passes what stands behind `-c` in this variable. */
function run(context: Readonly<Record<string, unknown>>) {
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: join(dir, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], ...context }),
    },
  });
  return { status, stderr };
}

test('says which stacks it made of which configuration', () => {
  const { status, stderr } = run({ config: 'infra/examples/ses.ts', stage: 'staging' });
  expect(stderr).toContain('infra/examples/ses.ts, stage staging: sluice-staging-state, sluice-staging');
  expect(status).toBe(0);
});

test('a wrong configuration is named with its fields, and nothing is made', () => {
  const file = join(dir, 'wrong.ts');
  writeFileSync(file, 'export const config = { stages: { prod: {} }, egresses: [], lanes: {} };');
  const { status, stderr } = run({ config: file });
  expect(stderr).toContain(
    `${file}: the configuration is wrong for stage "prod":\n  egresses: is empty; name at least one egress`,
  );
  expect(status).toBe(1);
});

test.each([
  [{ config: 'infra/none.ts' }, 'infra/none.ts: cannot be read; give a file such as infra/examples/ses.ts'],
  [{ stage: 'local' }, 'stage local lets anybody send as anybody'],
  [{ stage: 'test' }, 'infra/config.ts: there is no stage "test"'],
])('%j is refused in one line', (context, message) => {
  const { status, stderr } = run(context);
  expect(stderr).toMatch(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(1);
});
