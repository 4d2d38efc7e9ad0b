import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { deliverTables } from '#infra/docs/deliver-docs.ts';
import { createDkimPair } from '#test/support/dkim.ts';
import { startDynamoProcess } from '#test/support/dynamodb-process.ts';
import { startChild } from './deliver/child.ts';
import { summarise } from './deliver/summarise.ts';
import { measureVariants } from './deliver/measure-variants.ts';
import { suiteReplies, timeToClassifyUs } from './classify-time.ts';
import { conclude, missedLines } from './experiments/judge.ts';

/** What it costs the sender to deliver a message of 10 KB: nodemailer's client and transport beside the deliver function. */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    messages: { type: 'string', default: '1200' },
  },
});

await using sink = startChild('sink.ts');
const { port: sinkPort } = await sink.ask<{ port: number }>();
await using aws = startChild('aws-process.ts');
const { endpoint: awsEndpoint } = await aws.ask<{ endpoint: string }>();
await using dynamo = await startDynamoProcess('dynoxide');

const places = { sinkPort, awsEndpoint, dynamodbEndpoint: dynamo.endpoint, privateKey: createDkimPair().pem };
const rounds = await measureVariants(places, {
  rounds: Number(options.rounds),
  messages: Number(options.messages),
  countTaken: async () => (await sink.ask<{ taken: number }>({})).taken,
});
timeToClassifyUs(suiteReplies, 20);
const data = summarise(rounds, timeToClassifyUs(suiteReplies, 100));

console.log(Object.values(deliverTables(data)).join('\n\n'));
for (const line of missedLines(data.targets)) console.log(line);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data, null, 1)}\n`);
conclude(data.targets);
