import { openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { endpointVariables } from '#infra/local/aws/client-config.ts';
import { createEnvironmentPool, type EnvironmentPool } from '#infra/local/invocation/environment-pool.ts';
import { startEventSourceMapping } from '#infra/local/mapping/event-source-mapping.ts';
import type { Permits } from '#infra/local/permits.ts';
import { createLedgerReader } from '#shared/adapters/dynamodb-manifest.ts';
import { createQueueDepths } from '#shared/adapters/queue-depths.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { messagesIn } from '#shared/ledger/queue-depth.ts';
import { isFinal } from '#shared/ledger/record.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import type { Emulators } from '#test/support/emulators.ts';
import { type Script, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { type Held, holdAgainstReceiver } from './hold-against-receiver.ts';
import { createBlow } from './blow.ts';
import { createIncidentPlace, region, variablesOf } from './incident-place.ts';
import type { Incident, Moment } from './incidents.ts';
import { startInterposer } from './interposer.ts';

export interface IncidentWorld {
  readonly aws: Emulators;
  /** The functions' bundles. */
  readonly code: Readonly<Record<'submit' | 'deliver', string>>;
  readonly dir: string;
  /** Processes that load their code at once, over all incidents. */
  readonly starts: Permits;
}

export const recipients = 3;
/** T, seconds: a claim that is left behind is dead after it, and so much is waited; some 4 s are needed where the machine is idle. */
const functionTimeoutSeconds = 20;
/** After it the messages of a killed invocation come again; longer than T, as deployed, though not six times. */
const visibilityTimeoutSeconds = 21;

/** Sends one submission through both functions, with one incident on its way, to the end; holds the ledger against the receiver. */
export async function runIncident(incident: Incident, name: string, world: IncidentWorld): Promise<Held> {
  const { aws, dir } = world;
  const domain = `${name}.test`;
  await using stack = new AsyncDisposableStack();
  let pools: Readonly<Record<'submit' | 'deliver', EnvironmentPool>> | null = null;
  const blow = createBlow(incident, () => {
    for (const { pid } of pools?.[incident.of].environments() ?? []) process.kill(pid, 'SIGKILL');
  });
  const server = stack.use(await startScriptedServer(scriptOf(incident, blow.strike)));
  const interposer = stack.use(
    await startInterposer({ dynamodb: aws.dynamodbEndpoint, others: aws.endpoint }, blow.treat, blow.after),
  );

  const place = await createIncidentPlace(name, aws, visibilityTimeoutSeconds);
  const { queues, tables } = place;
  const variables = variablesOf(place, domain, server.port);
  // A variable that is missing shows here, and not as a process that does not load.
  parseEnvironment(submitEnvironmentSchema, variables.submit);
  parseEnvironment(deliverEnvironmentSchema, variables.deliver);
  /** Calls are known by their access key. */
  const endpointsOf = (fn: string) =>
    endpointVariables({
      region,
      endpoint: interposer.endpoint,
      credentials: { accessKeyId: fn, secretAccessKey: 'test' },
    });
  const logFd = openSync(join(dir, `${name}.log`), 'a');
  stack.defer(() => closeSync(logFd));
  const startPool = (fn: 'submit' | 'deliver'): EnvironmentPool =>
    createEnvironmentPool(
      {
        logicalId: fn,
        name: `${name}-${fn}`,
        handler: 'index.handler',
        timeoutSeconds: functionTimeoutSeconds,
        memoryMb: 1_024,
        variables: { ...variables[fn], ...endpointsOf(fn) },
        concurrency: 1,
      },
      { codeDir: world.code[fn], logFd, compileCacheDir: join(dir, 'compile-cache') },
      world.starts,
    );
  pools = { submit: startPool('submit'), deliver: startPool('deliver') };
  for (const pool of Object.values(pools)) stack.defer(() => pool.stop(0));

  const feeds = [
    [queues.submit, 'submit'],
    [queues.ready, 'deliver'],
    [queues.retry, 'deliver'],
  ] as const;
  for (const [{ url: queueUrl, arn: queueArn }, fn] of feeds) {
    const pool = pools[fn];
    const invoke = async (event: SQSEvent) => {
      const result = await pool.invoke(event);
      if (fn === incident.of) blow.endWithInvocation();
      return result;
    };
    const mapping = startEventSourceMapping(
      aws.sqs,
      { queueUrl, queueArn, batchSize: 10, windowMs: 200, maximumConcurrency: 1, reportsItemFailures: true },
      { invoke, invokeTogether: (...pair) => pool.invokeTogether(...pair) },
      () => undefined,
    );
    stack.defer(() => mapping.stop());
  }

  const to = Array.from({ length: recipients }, (_, index) => `user${index}@${domain}`);
  const submission = {
    version: 1,
    id: 'one',
    from: `news@${domain}`,
    to,
    subject: 'Hello',
    text: 'a line\n'.repeat(200),
  };
  const fromMs = Date.now();
  await aws.sqs.send(new SendMessageCommand({ QueueUrl: queues.submit.url, MessageBody: JSON.stringify(submission) }));

  const ids = to.map((recipient) => deliveryId(domain, 'one', recipient));
  const reader = createLedgerReader(aws.dynamodb, { ledgerTable: tables.ledger, manifestTable: tables.manifest });
  const readDepths = createQueueDepths(
    aws.sqs,
    (['submit', 'ready', 'retry'] as const).map((queue) => ({ queue, url: queues[queue].url, role: 'work' })),
  );
  let seen = '';
  await until(
    async () => {
      const records = await reader.readConsistent(ids);
      const waiting = ids.filter((id) => !isFinal(records.get(id)?.state ?? 'waiting')).length;
      seen = `${waiting} waiting, struck: ${blow.hasStruck()}`;
      if (waiting > 0) return false;
      const inQueues = (await readDepths()).reduce((sum, depth) => sum + messagesIn(depth), 0);
      seen = `${inQueues} messages in queues`;
      return inQueues === 0;
    },
    { withinMs: 240_000, everyMs: 500, what: () => seen },
  );
  if (!blow.hasStruck()) throw new Error('the incident did not happen');
  const held = await holdAgainstReceiver(ids, { fromMs, toMs: Date.now() }, server.copies, {
    reader,
    clock: systemClock,
  });
  await expectTold(ids.length);
  return held;

  /** Each end was told, at least once. */
  async function expectTold(deliveries: number): Promise<void> {
    const told = new Set<string>();
    await until(
      async () => {
        const { Messages = [] } = await aws.sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queues.events.url, MaxNumberOfMessages: 10 }),
        );
        for (const { Body = '' } of Messages) {
          const { sluice } = JSON.parse((JSON.parse(Body) as { Message: string }).Message) as {
            sluice: { outcome: string; deliveryId: string };
          };
          if (sluice.outcome === 'delivered') told.add(sluice.deliveryId);
        }
        return told.size === deliveries;
      },
      { withinMs: 10_000, everyMs: 5, what: () => `${told.size} of ${deliveries} outcomes were told` },
    );
  }
}

/** The receiver of an incident; `strike` where it happens in the dialogue. */
function scriptOf({ at, isDeferred }: Incident, strike: () => void): Script {
  let deferrals = 0;
  const isAt = (moment: Moment) => moment === at;
  return {
    rcpt() {
      if (isAt('RCPT')) strike();
      return isDeferred && deferrals++ < recipients ? '450 4.2.0 mailbox busy' : '250 2.1.5 ok';
    },
    dot() {
      if (isAt('the dot')) strike();
      return '250 2.0.0 queued';
    },
  };
}
