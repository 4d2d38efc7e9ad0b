import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { config as shippedConfig } from '#infra/config.ts';
import type { MemoryData } from '#infra/docs/memory-data.ts';
import { memoryTables } from '#infra/docs/memory-docs.ts';
import { createDkimPair } from '#test/support/dkim.ts';
import { nameServerVariables } from '#test/support/name-server-variables.ts';
import { startPipeline } from '#test/support/pipeline.ts';
import { startScriptedDns } from '#test/support/scripted-dns.ts';
import { startChild } from './deliver/child.ts';
import { fromDomain, recipientDomain, selector } from './deliver/mail.ts';
import { atMost, conclude, judge, missedLines } from './experiments/judge.ts';
import { machine } from './machine.ts';
import * as loads from './memory/loads.ts';
import { startObjects } from './memory/start-objects.ts';

/**
 * The most memory that each function's process holds under the worst that its configuration allows: the bundles that are deployed, a
 * process each, against the embedded AWS, a sink and a name server of this machine. It reads /proc: Linux only.
 */
const targetShare = 80;
const { values: options } = parseArgs({ options: { json: { type: 'string' } } });
const source = 'bench-source';
const { bulk } = shippedConfig.lanes;

await using sink = startChild('sink.ts');
const { port } = await sink.ask<{ port: number }>();
await using names = await startScriptedDns(() => ({ rcode: 'NXDOMAIN' }));
const domains = Array.from({ length: 100 }, (_, index) => `d${index}.test`);
await using objects = await startObjects(
  new Map<string, Uint8Array | string>([
    [`${source}/content/raw`, JSON.stringify(loads.largeContents.raw)],
    [`${source}/content/composed`, JSON.stringify(loads.largeContents.composed)],
    [`${source}/mail/raw`, loads.rawMail],
    [`${source}/mail/attached`, loads.attached],
    [`${source}/mail/report`, loads.report],
  ]),
);
await using pipeline = await startPipeline({
  config: {
    ...shippedConfig,
    lanes: { ...shippedConfig.lanes, ...(bulk ? { bulk: { ...bulk, maxSessions: 50 } } : {}) },
    maxMessageBytes: loads.maxMessageBytes,
    contentSources: [`${source}/mail/`],
    feedbackSources: [`${source}/mail/`],
  },
  overrides: { functionTimeoutSeconds: 300 },
  routes: { [recipientDomain]: { host: '127.0.0.1', port } },
  secrets: { dkim: createDkimPair().pem },
  variables: {
    '*': {
      ...nameServerVariables(names.address),
      AWS_ENDPOINT_URL_S3: objects.endpoint,
      DKIM: JSON.stringify([{ domain: fromDomain, selector, secretArn: 'dkim' }]),
      SENDER: JSON.stringify({
        addresses: [{ address: '192.0.2.1', ehloName: 'mta.sender.test' }],
        fromDomains: domains,
        returnDomains: domains,
        keys: domains.map((domain) => ({ domain, selector })),
      }),
    },
  },
});
const { aws } = pipeline;
const functionOf = (name: string) => {
  const found = aws.resources.functions.find(
    ({ properties }) => properties.Environment.Variables['POWERTOOLS_SERVICE_NAME'] === name,
  );
  if (!found) throw new Error(`the template has no function "${name}"`);
  return found;
};
const rows: MemoryData['rows'] = [];
/** Runs it once and takes down what the process has held at most. A function's loads are run by one process. */
async function measure(name: string, load: string, event: object): Promise<void> {
  const { logicalId, properties } = functionOf(name);
  const result = await aws.invoke(logicalId, event);
  const failures =
    result.kind === 'returned' ? (result.value as { batchItemFailures?: unknown[] } | null)?.batchItemFailures : [0];
  if (failures && failures.length > 0) throw new Error(`${name}, ${load}: ${JSON.stringify(result).slice(0, 500)}`);
  const [environment, ...others] = aws.environments().filter((one) => one.function === logicalId);
  if (!environment || others.length > 0) throw new Error(`${name} ran in ${others.length + 1} processes`);
  const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${environment.pid}/status`, 'utf8')) ?? [];
  rows.push({ function: name, load, peakMib: Math.ceil(Number(kib) / 1024), memoryMib: properties.MemorySize });
}

await measure('watch', '100 domains', {});
await measure('feedback', '100 mails of 1 MiB, all report', { Records: loads.storedReports(source, 'mail/report') });
await measure('deliver-bulk', '600 mails of 10 KB', { Records: loads.smallCopies() });
await measure('deliver-bulk', '12 raw mails of 40 MB', { Records: loads.largeCopies(12, source, ['content/raw']) });
await measure('deliver-bulk', '12 composed mails of 40 MB', {
  Records: loads.largeCopies(12, source, ['content/composed']),
});
await measure('submit', '100 mails of 60 KB to 100 each', { Records: loads.fullSubmissions() });
await measure('submit', '12 mails of 40 MB from S3', { Records: loads.largeSubmissions(12, `${source}/mail/`) });

const { taken } = await sink.ask<{ taken: number }>({});
if (taken < 624) throw new Error(`the sink took ${taken} of 624 messages`);

const judgements = [...Map.groupBy(rows, (row) => row.function)].map(([name, all]) =>
  judge(
    atMost(`% of its memory, ${name}`, targetShare),
    Math.max(...all.map(({ peakMib, memoryMib }) => (100 * peakMib) / memoryMib)),
  ),
);
const data: MemoryData = { machine: machine(), maxMessageBytes: loads.maxMessageBytes, rows, targets: judgements };
console.log(Object.values(memoryTables(data)).join('\n\n'));
for (const missed of missedLines(judgements)) console.log(missed);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data, null, 1)}\n`);
conclude(judgements);
