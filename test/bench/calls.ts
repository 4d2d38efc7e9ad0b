import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { BilledUnits, CallsData } from '#infra/docs/calls-data.ts';
import { type Campaign, type CampaignUse, batchSize, measureCampaign } from './calls/measure-campaign.ts';
import { billedUnits, perStep, rowsOf, stageOf } from './calls/per-message.ts';
import { atMost, conclude, judge, missedLines } from './experiments/judge.ts';

/**
 * API calls and billed units per message, of the real functions in the embedded AWS: one open site, nothing paced; then what one
 * paced hop and one deferral add.
 */
const { values: options } = parseArgs({
  options: { json: { type: 'string' }, messages: { type: 'string', default: '5000' } },
});
const messages = Number(options.messages);
const messageBytes = 5 * 1024;
const open: Campaign = { messages, textBytes: messageBytes, before: 1_000, overrides: { maxConcurrency: 4 } };
const targets = [
  { bound: atMost('SQS calls', 0.7), figure: 'sqsCalls' },
  { bound: atMost('SNS calls', 0.12), figure: 'snsCalls' },
  { bound: atMost('DynamoDB write units', 2.4), figure: 'writeUnits' },
  { bound: atMost('DynamoDB read units', 1.1), figure: 'readUnits' },
] as const;

const use = await measureCampaign(open);
const rows = rowsOf(use);
const message = billedUnits(rows);
console.log(`${messages} messages of ${messageBytes} bytes to one open site, batches of ${batchSize}; per message:`);
console.log(['caller', 'operation', 'of', 'calls', 'billed units', 'items a call'].join(' | '));
for (const { caller, service, operation, resource, calls, units, items } of rows) {
  const figures = [calls.toFixed(3), units.toFixed(3), (items / calls).toFixed(1)];
  console.log([caller, `${service} ${operation}`, resource, ...figures].join(' | '));
}

const few = Math.ceil(messages / 10);
const short = { ...open, messages: few, before: few };
const pacedHop = await measureSteps(
  { ...short, overrides: { ...open.overrides, limits: { 'site.test': { rate: `${Math.ceil(few / 3)}/10s` } } } },
  (row) => row.resource === 'ready',
);
const deferral = await measureSteps({ ...short, receiver: { greylists: true } }, (row) => row.resource === 'retry');
print('a message', message);
print('a paced hop', pacedHop);
print('a deferral', deferral);

const judgements = targets.map(({ bound, figure }) => judge(bound, message[figure]));
for (const line of missedLines(judgements)) console.log(line);
if (options.json !== undefined) {
  const byStage = (of: (use: CampaignUse['functions'][number]) => number) =>
    Object.fromEntries(
      ['submit', 'deliver'].map((stage) => [
        stage,
        use.functions.filter((one) => stageOf(one.function) === stage).reduce((sum, one) => sum + of(one), 0) /
          messages,
      ]),
    );
  const data: CallsData = {
    messages,
    messageBytes,
    batchSize,
    rows,
    message,
    pacedHop,
    deferral,
    logBytes: byStage(({ logBytes }) => logBytes),
    gbSeconds: byStage(({ gbSeconds }) => gbSeconds),
    invocations: byStage(({ invocations }) => invocations),
  };
  writeFileSync(options.json, `${JSON.stringify(data, rounded, 2)}\n`);
}
conclude(judgements);

/** What one step adds: the campaign with steps, less what its messages cost without, over the copies that were put back. */
async function measureSteps(
  campaign: Campaign,
  isStep: (row: CallsData['rows'][number]) => boolean,
): Promise<BilledUnits> {
  const stepRows = rowsOf(await measureCampaign(campaign));
  const steps = stepRows
    .filter((row) => row.caller === 'deliver' && row.operation === 'SendMessageBatch' && isStep(row))
    .reduce((sum, { items }) => sum + items, 0);
  console.log(`${campaign.messages} messages: ${steps.toFixed(2)} steps a message`);
  return perStep(billedUnits(stepRows), message, steps);
}

function print(name: string, units: BilledUnits): void {
  const figures = Object.entries(units).map(([unit, figure]) => `${unit} ${figure.toFixed(3)}`);
  console.log(`${name}: ${figures.join(', ')}`);
}

/** Four digits: more than two runs agree in. */
function rounded(_name: string, value: unknown): unknown {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
