import { readFileSync } from 'node:fs';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { startLocalRun } from '../../local/start/local-run.ts';
import { readAssembly } from '../../local/template/read-assembly.ts';
import { createSeries } from './create-series.ts';
import { noteMetrics, whichReply } from './read-logs.ts';
import { writeRecording } from './recording.ts';
import { resourceNames } from './resource-names.ts';
import { createAwsSampler } from './sample-aws.ts';
import { createUsageSampler } from './sample-usage.ts';

/**
 * Records a local run second by second as CloudWatch would record it minute by minute, for the picture of the dashboard: two
 * campaigns beside a stream of single mails, to receivers with limits, one of which is down for a while.
 */
const seconds = 180;
const receivers = [
  { name: 'open.test' },
  { name: 'five.test', limits: { connections: 5 } },
  { name: 'paced.test', limits: { rate: '60/10s' } },
  { name: 'down.test', limits: { downForMs: 40_000, downFrom: 'first-connection' } },
  { name: 'any-other' },
] as const;
const campaigns = [
  { atSecond: 2, mails: { 'open.test': 900, 'five.test': 400, 'paced.test': 500 } },
  { atSecond: 75, mails: { 'open.test': 500, 'five.test': 200, 'down.test': 250 } },
];
const singleMailsTo = ['open.test', 'five.test', 'paced.test'];
const singleMailsASecond = 2;

// What most senders allow themselves anyway: named, a domain is a site of its own, with metrics of its own.
const limits = Object.fromEntries(receivers.slice(0, -1).map(({ name }) => [name, { connections: 20 }]));
await using run = await startLocalRun({ overrides: { maxConcurrency: 6, limits }, receivers });
if (!run) throw new Error('the local run did not start');

const { aws, userSqs, submitQueueUrl } = run.pipeline;
const names = resourceNames(readAssembly(run.directory.file('cdk.out')));
const recorder = createSeries(seconds);
const nameOf = (id: string) => names.get(id) ?? id;
const sampler = createAwsSampler(run, nameOf, recorder);
const sampleUsage = createUsageSampler(aws, nameOf, recorder);
const sender = createQueueSender(userSqs, submitQueueUrl, systemClock);
const enqueued: Promise<void>[] = [];

function enqueue(stream: string, domain: string): void {
  const number = enqueued.length + 1;
  const submission = {
    version: 1,
    id: `recorded-${number}`,
    from: 'Letter <letter@example.com>',
    to: `reader${number}@${domain}`,
    subject: `Letter ${number}`,
    text: 'A quiet day.',
    stream,
  };
  enqueued.push(sender.send({ body: asciiJson(submission), delaySeconds: 0 }));
}

const startedAtMs = systemClock.now();
for (let second = 0; second < seconds; second++) {
  for (const { mails } of campaigns.filter(({ atSecond }) => atSecond === second)) {
    for (const [domain, count] of Object.entries(mails)) for (let n = 0; n < count; n++) enqueue('bulk', domain);
  }
  for (let n = 0; n < singleMailsASecond; n++) {
    enqueue('transactional', singleMailsTo[(second + n) % singleMailsTo.length] ?? '');
  }
  sender.flush();
  await sampler.sample(second);
  sampleUsage(second);
  await systemClock.sleep(Math.max(0, startedAtMs + 1000 * (second + 1) - systemClock.now()));
}
await Promise.all(enqueued);

const secondOf = (atMs: number) => Math.floor((atMs - startedAtMs) / 1000);
const logs = aws.resources.functions.map(({ logicalId }) =>
  // Made if absent: a function that was never invoked has none.
  readFileSync(run.directory.file(`${logicalId}.log`), { encoding: 'utf8', flag: 'a+' }),
);
const lines = logs.flatMap((log) => log.split('\n'));
sampler.noteFailures(secondOf);
noteMetrics(lines, secondOf, recorder);
writeRecording({
  deliveries: run.tally.total().delivered,
  loggedBytes: logs.reduce((sum, log) => sum + Buffer.byteLength(log), 0),
  replies: whichReply(lines),
  series: recorder.series,
});
