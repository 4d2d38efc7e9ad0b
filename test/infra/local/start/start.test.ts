import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { localDirectory } from '#infra/local/start/run-directory.ts';

const dir = mkdtempSync(join(tmpdir(), 'start-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function start(...args: string[]) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../../../infra/local/start.ts', import.meta.url)), ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [[code], out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { pid: child.pid ?? 0, code: code as number | null, out, err };
}

function runFoldersOf(pid: number): string[] {
  try {
    return readdirSync(join(localDirectory, 'runs')).filter((name) => name.endsWith(`-${pid}`));
  } catch {
    return [];
  }
}

test('exits 2 with one line on a malformed option, and starts nothing', async () => {
  const { pid, code, out, err } = await start('--limit', 'five.test:no connections');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^--limit "five\.test:no connections": limit "no connections" cannot be read; write .*\n$/);
  expect(runFoldersOf(pid)).toEqual([]);
});

test('exits 2 with one line on a column that the CSV lacks, and starts nothing', async () => {
  const csv = join(dir, 'r.csv');
  writeFileSync(csv, 'email\na@open.test\n');
  const { pid, code, out, err } = await start('--recipients', csv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(
    /^\S+message\.json uses \{\{name\}\}, \{\{city\}\}, but \S+r\.csv has no such column \(it has: email\)\n$/,
  );
  expect(runFoldersOf(pid)).toEqual([]);
});

test('prints its help', async () => {
  const { code, out } = await start('--help');
  expect(code).toBe(0);
  expect(out).toContain('usage: npm start -- [OPTIONS]');
});
