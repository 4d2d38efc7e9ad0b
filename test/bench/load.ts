import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildApp } from '#infra/build-app.ts';
import type { LoadData } from '#infra/docs/load-data.ts';
import { loadTables } from '#infra/docs/load-docs.ts';
import { createFindAsset } from '#infra/local/template/assets.ts';
import { createEvaluate } from '#infra/local/template/evaluate.ts';
import { localAccountId } from '#infra/local/template/local-place.ts';
import { readAssembly } from '#infra/local/template/read-assembly.ts';
import { readResources } from '#infra/local/template/resources.ts';
import { atMost, conclude, judge, missedLines } from './experiments/judge.ts';
import { machine } from './machine.ts';

/**
 * What a cold start spends on our code: how long this Node.js takes to load each function's bundle, its handler made from the
 * variables that the template gives it. Run it on a machine that is idle.
 */
const targets = {
  medianMs: atMost('ms to load, slowest function, median', 150),
  bytes: atMost('bytes, largest bundle', 1_500_000),
};
const processes = 31;
const { values: options } = parseArgs({ options: { json: { type: 'string' } } });

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
  for (let run = 0; run < processes; run++) {
    for (const [file, variables] of bundles) loads.get(file)?.push(load(file, variables));
  }

  const rows = [...loads].map(([file, all]) => {
    const wall = sortedBy(all, 'wallMs');
    return {
      function: bundles.get(file)?.['POWERTOOLS_SERVICE_NAME']?.replace(/-.*$/, '') ?? file,
      bundleBytes: statSync(file).size,
      fastestMs: wall.at(0) ?? NaN,
      medianMs: median(wall),
      slowestMs: wall.at(-1) ?? NaN,
      cpuMs: median(sortedBy(all, 'cpuMs')),
    };
  });
  const judgements = [
    judge(targets.medianMs, Math.max(...rows.map(({ medianMs }) => medianMs))),
    judge(targets.bytes, Math.max(...rows.map(({ bundleBytes }) => bundleBytes))),
  ];
  const data: LoadData = { machine: machine(), processes, rows, targets: judgements };
  console.log(Object.values(loadTables(data)).join('\n\n'));
  for (const line of missedLines(judgements)) console.log(line);
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data, null, 1)}\n`);
  conclude(judgements);
} finally {
  rmSync(outdir, { recursive: true });
}

interface Load {
  readonly wallMs: number;
  /** Of all threads. */
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
  return sorted[(sorted.length - 1) / 2] ?? NaN;
}
