import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { audit, type AuditReport } from '#shared/ledger/audit.ts';
import { createClients } from '../../cli/clients.ts';
import { findResources } from '../../cli/resources.ts';
import { endpointVariables } from '../aws/client-config.ts';
import { type LocalAws, startLocalAws } from '../local-aws.ts';
import type { Assembly } from './synthesise.ts';
import { localDirectory, type RunDirectory } from './run-directory.ts';

/** Under this name the campaign's own calls are recorded. */
export const enqueueCaller = '(enqueue)';

/** As the embedded AWS records its own receives and deletes. */
export const mappingCaller = '(event source mapping)';

export interface LocalPipeline extends AsyncDisposable {
  readonly aws: LocalAws;
  readonly submitQueueUrl: string;
  /** The client of a user who enqueues. */
  readonly userSqs: SQSClient;
  /** Where the outputs stand, for `npm run sluice -- … --resources`. */
  readonly outputsFile: string;
  runAudit(sinceMs: number): Promise<AuditReport>;
  /** The ids accepted since then, from the manifests. */
  acceptedIds(sinceMs: number): Promise<Set<string>>;
}

/** Starts the stack on the embedded AWS and writes its outputs to where the operator's command finds them. */
export async function startPipeline(assembly: Assembly, directory: RunDirectory): Promise<LocalPipeline> {
  await using starting = new AsyncDisposableStack();
  const aws = starting.use(
    await startLocalAws({ template: assembly.template, assemblyDir: assembly.dir, runDir: directory.path }),
  );
  const outputsFile = join(localDirectory, 'outputs.json');
  const outputs = { 'sluice-local': aws.outputs, environment: endpointVariables(aws.clientConfig()) };
  for (const file of [directory.file('outputs.json'), outputsFile]) {
    writeFileSync(file, `${JSON.stringify(outputs, null, 2)}\n`);
  }
  const resources = findResources({ values: { resources: directory.file('outputs.json') } }, { env: {} });
  const clients = starting.use(createClients(resources));
  const userSqs = new SQSClient({ ...aws.clientConfig(enqueueCaller), useQueueUrlAsEndpoint: false });
  starting.defer(() => userSqs.destroy());
  const running = starting.move();
  return {
    aws,
    submitQueueUrl: aws.outputs['SubmitQueueUrl'] ?? '',
    userSqs,
    outputsFile,
    runAudit: (sinceMs) =>
      audit(clients.reader, { fromMs: sinceMs, toMs: systemClock.now() }, clients.readDepths, {
        clock: systemClock,
        // Nothing is taken for lost on one look: a message between two queues is in neither.
        confirmAfterMs: [1_000, 2_000],
      }),
    async acceptedIds(sinceMs) {
      const all = new Set<string>();
      for await (const { acceptedAtMs, ids } of clients.reader.accepted(sinceMs, systemClock.now())) {
        if (acceptedAtMs >= sinceMs) for (const id of ids) all.add(id);
      }
      return all;
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
