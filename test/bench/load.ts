import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildApp } from '#infra/build-app.ts';
import { createFindAsset } from '#infra/local/template/assets.ts';
import { createEvaluate } from '#infra/local/template/evaluate.ts';
import { localAccountId } from '#infra/local/template/local-place.ts';
import { readAssembly } from '#infra/local/template/read-assembly.ts';
import { readResources } from '#infra/local/template/resources.ts';

/**
 * What a cold start spends on our code: how long this Node.js takes to load each function's bundle, its handler made from the
 * variables that the template gives it. `npm run bench:load`; exit 1 if a target is missed. Run it on a machine that is idle.
 */
const targetMs = 150;
const targetBytes = 1_500_000;
const runs = 31;

const script = `const from = performance.now(), cpu = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(cpu);
console.log(JSON.stringify({ wallMs: performance.now() - from, cpuMs: (user + system) / 1000 }));`;
const outdir = mkdtempSync(join(tmpdir(), 'sluice-load-'));
try {
  buildApp({ stage: 'prod', outdir }).synth();
  const template = readAssembly(outdir);
  const place = {
    region: 'eu-central-1',
    accountId: localAccountId,
    endpoint: 'http://127.0.0.1:1',
    stackName: 'prod',
  };
  const findAsset = createFindAsset(outdir);
  const bundles = new Map(
    readResources(template, createEvaluate(template, place)).functions.map(({ properties }) => {
      const file = join(findAsset(properties.Code.S3Key ?? ''), 'index.mjs');
      return [file, properties.Environment.Variables];
    }),
  );
  const loads = new Map([...bundles.keys()].map((file) => [file, [] as Load[]]));
  // In turn, so that a busy moment of the machine meets all alike.
  for (let run = 0; run < runs; run++) {
    for (const [file, variables] of bundles) loads.get(file)?.push(load(file, variables));
  }

  console.log('| function | bytes | load, ms: fastest | median | slowest | CPU, ms: median |');
  console.log('| --- | --- | --- | --- | --- | --- |');
  let isMissed = false;
  for (const [file, all] of loads) {
    const wall = sortedBy(all, 'wallMs');
    const bytes = statSync(file).size;
    const name = bundles.get(file)?.['POWERTOOLS_SERVICE_NAME']?.replace(/-.*$/, '');
    const figures = [wall.at(0), median(wall), wall.at(-1), median(sortedBy(all, 'cpuMs'))];
    console.log(`| ${[name, bytes, ...figures.map((figure = 0) => figure.toFixed(0))].join(' | ')} |`);
    isMissed ||= median(wall) >= targetMs || bytes >= targetBytes;
  }
  console.log(`\nTargets: less than ${targetMs} ms (median of ${runs} processes), less than ${targetBytes} bytes.`);
  if (isMissed) process.exitCode = 1;
} finally {
  rmSync(outdir, { recursive: true });
}

interface Load {
  readonly wallMs: number;
  /** Of all threads, the compiler's and the collector's too. It tells on a busy machine what the other time does not. */
  readonly cpuMs: number;
}

function load(file: string, variables: Readonly<Record<string, string>>): Load {
  const output = execFileSync(process.execPath, ['--input-type=module', '-e', script, pathToFileURL(file).href], {
    env: { ...variables, AWS_REGION: 'eu-central-1' },
    encoding: 'utf8',
  });
  return JSON.parse(output.trim().split('\n').at(-1) ?? '') as Load;
}

function sortedBy(loads: readonly Load[], figure: keyof Load): number[] {
  return loads.map((one) => one[figure]).toSorted((a, b) => a - b);
}

function median(sorted: readonly number[]): number {
  return sorted[(sorted.length - 1) / 2] ?? 0;
}
