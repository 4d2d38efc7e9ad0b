import { readFileSync, statSync } from 'node:fs';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { createQueueDepths } from '#shared/adapters/queue-depths.ts';
import { createQueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { startLocalRun } from '../../local/start/local-run.ts';
import { readEmf } from './read-emf.ts';
import { type Recording, seriesKey, writeRecording } from './recording.ts';
import { resourceNames } from './resource-names.ts';

/**
 * Records a local run second by second as CloudWatch would record it minute by minute, for the picture of the dashboard: two
 * campaigns beside a stream of single mails, to receivers with limits, one of which is down for a while.
 */
const seconds = 180;
const sites = ['open.test', 'five.test', 'paced.test', 'down.test'];
const waves = [
  { atSecond: 2, mails: { 'open.test': 900, 'five.test': 400, 'paced.test': 500 } },
  { atSecond: 75, mails: { 'open.test': 500, 'five.test': 200, 'down.test': 250 } },
];
const singleMailsASecond = 2;

await using run = await startLocalRun({
  // What most senders allow themselves anyway: named, a domain is a site of its own, with metrics of its own.
  overrides: { maxConcurrency: 6, limits: Object.fromEntries(sites.map((site) => [site, { connections: 20 }])) },
  receivers: [
    { name: 'open.test' },
    { name: 'five.test', limits: { connections: 5 } },
    { name: 'paced.test', limits: { rate: '60/10s' } },
    { name: 'down.test', limits: { downForMs: 40_000, downFrom: 'first-connection' } },
    { name: 'any-other' },
  ],
});
if (!run) throw new Error('the local run did not start');
const { aws, userSqs, submitQueueUrl } = run.pipeline;
const names = resourceNames(JSON.parse(readFileSync(run.directory.file('cdk.out/sluice-local.template.json'), 'utf8')));
const nameOf = (logicalId: string) => names.get(logicalId) ?? logicalId;

const series: Record<string, (number | null)[]> = {};
const startedAtMs = systemClock.now();
const stepOf = (atMs: number) => Math.floor((atMs - startedAtMs) / 1000);

function put(
  namespace: string,
  name: string,
  dimensions: Record<string, string>,
  statistic: string,
  step: number,
  value: number,
) {
  if (step < 0 || step >= seconds) return;
  const key = seriesKey({ namespace, name, dimensions }, statistic);
  const values = (series[key] ??= Array.from({ length: seconds }, () => null));
  values[step] = statistic === 'Sum' ? (values[step] ?? 0) + value : value;
}

const queues = aws.resources.queues.map(({ logicalId }) => ({
  queue: nameOf(logicalId),
  url: aws.queueUrl(logicalId),
  role: 'work' as const,
}));
const readDepths = createQueueDepths(userSqs, queues);
const logFile = (functionId: string) => run.directory.file(`${functionId}.log`);
const functionIds = aws.resources.functions.map(({ logicalId }) => logicalId);
const loggedBytes = new Map<string, number>();

/** What AWS's own metrics would be in this second. */
async function sample(step: number): Promise<void> {
  for (const { queue, visible, inFlight, delayed } of await readDepths()) {
    const dimensions = { QueueName: queue };
    for (const statistic of ['Maximum', 'Minimum']) {
      put('AWS/SQS', 'ApproximateNumberOfMessagesVisible', dimensions, statistic, step, visible);
      put('AWS/SQS', 'ApproximateNumberOfMessagesNotVisible', dimensions, statistic, step, inFlight);
      put('AWS/SQS', 'ApproximateNumberOfMessagesDelayed', dimensions, statistic, step, delayed);
    }
  }
  for (const id of functionIds) {
    // What fails is added below, from the mappings' log.
    put('AWS/Lambda', 'Errors', { FunctionName: nameOf(id) }, 'Sum', step, 0);
    put('AWS/Lambda', 'Throttles', { FunctionName: nameOf(id) }, 'Sum', step, 0);
    const busy = aws.environments().filter((environment) => environment.function === id && environment.busy).length;
    put('AWS/Lambda', 'ConcurrentExecutions', { FunctionName: nameOf(id) }, 'Maximum', step, busy);
    const bytes = statSync(logFile(id), { throwIfNoEntry: false })?.size ?? 0;
    put('AWS/Logs', 'IncomingBytes', { LogGroupName: nameOf(id) }, 'Sum', step, bytes - (loggedBytes.get(id) ?? 0));
    loggedBytes.set(id, bytes);
  }
}

const sender = createQueueSender(userSqs, submitQueueUrl, systemClock);
let count = 0;
async function enqueue(stream: string, domain: string): Promise<void> {
  count++;
  const body = {
    version: 1,
    id: `recorded-${count}`,
    from: 'Letter <letter@example.com>',
    to: `reader${count}@${domain}`,
    subject: `Letter ${count}`,
    text: 'A quiet day.',
    stream,
    unsubscribe: 'https://example.com/leave?m={recipient}',
  };
  await sender.send({ body: asciiJson(body), delaySeconds: 0 });
}

const enqueued: Promise<void>[] = [];
for (let step = 0; step < seconds; step++) {
  for (const { mails } of waves.filter(({ atSecond }) => atSecond === step)) {
    for (const [domain, number] of Object.entries(mails)) {
      for (let mail = 0; mail < number; mail++) enqueued.push(enqueue('bulk', domain));
    }
  }
  for (let mail = 0; mail < singleMailsASecond; mail++) {
    enqueued.push(enqueue('transactional', sites[(step + mail) % 3] ?? 'open.test'));
  }
  sender.flush();
  await sample(step);
  await systemClock.sleep(Math.max(0, startedAtMs + 1000 * (step + 1) - systemClock.now()));
}
await Promise.all(enqueued);

for (const line of readFileSync(run.directory.file('event-source-mappings.log'), {
  encoding: 'utf8',
  flag: 'a+',
}).split('\n')) {
  const [, at = '', arn] = /^(\S+) (\S+): an invocation with/.exec(line) ?? [];
  const mapping = aws.resources.mappings.find(({ properties }) => properties.EventSourceArn === arn);
  const fn = aws.resources.functions.find(({ name, arn }) =>
    [name, arn].includes(mapping?.properties.FunctionName ?? ''),
  );
  if (fn) put('AWS/Lambda', 'Errors', { FunctionName: nameOf(fn.logicalId) }, 'Sum', stepOf(Date.parse(at)), 1);
}

const ages = new Map<string, number[]>();
const replies = new Map<string, number>();
for (const line of functionIds.flatMap((id) => readFileSync(logFile(id), 'utf8').split('\n'))) {
  for (const { atMs, name, dimensions, values } of readEmf(line)) {
    if (name === 'SlotsInUsePercent')
      put('Sluice', name, dimensions, 'Maximum', stepOf(atMs), Math.round(Math.max(...values)));
    else if (name !== 'AgeAtPickupSeconds')
      put(
        'Sluice',
        name,
        dimensions,
        'Sum',
        stepOf(atMs),
        values.reduce((a, b) => a + b, 0),
      );
    else {
      const key = `${dimensions['lane'] ?? ''} ${stepOf(atMs)}`;
      ages.set(key, [...(ages.get(key) ?? []), ...values]);
    }
  }
  noteReply(line);
}
for (const [key, values] of ages) {
  const [lane = '', step = ''] = key.split(' ');
  const sorted = values.toSorted((a, b) => a - b);
  for (const [statistic, share] of [
    ['p50', 0.5],
    ['p90', 0.9],
  ] as const) {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
    put('Sluice', 'AgeAtPickupSeconds', { lane }, statistic, Number(step), Math.round(10 * value) / 10);
  }
}

/** As the saved query `which-reply` reads the log. */
function noteReply(line: string): void {
  if (!line.startsWith('{"level"')) return;
  const { site, kind, rule, reply, count } = JSON.parse(line) as Record<string, unknown>;
  if (typeof kind !== 'string' || typeof rule !== 'string' || typeof count !== 'number') return;
  const key = JSON.stringify({ site, kind, rule, reply });
  replies.set(key, (replies.get(key) ?? 0) + count);
}

const recording: Recording = {
  deliveries: run.tally.total().delivered,
  loggedBytes: [...loggedBytes.values()].reduce((a, b) => a + b, 0),
  replies: [...replies]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([key, times]) => ({ ...(JSON.parse(key) as Record<string, string>), times: String(times) })),
  series,
};
writeRecording(recording);
