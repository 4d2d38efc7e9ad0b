import { systemClock } from '#shared/adapters/system-clock.ts';
import { domainOf } from '#shared/mail/delivery.ts';
import type { LocalOverrides } from '../../config/local-stage.ts';
import { type Receivers, startReceivers } from '../receivers/receivers.ts';
import type { ReceiverSpec } from '../receivers/receiver-spec.ts';
import { createTally, type Tally } from '../report/tally.ts';
import { createDestinations, type Destinations } from './destinations.ts';
import { observerCaller, startObserver } from './observer.ts';
import { type LocalPipeline, startPipeline } from './pipeline.ts';
import { makeRunDirectory, type RunDirectory } from './run-directory.ts';
import { sampleReceivers } from './sample-receivers.ts';
import { synthesise } from './synthesise.ts';

export interface LocalRunOptions {
  /** What the stage local takes; `routes` come before the receivers' own. */
  readonly overrides?: LocalOverrides;
  /** The last one takes the mail of every domain that has none of its own. @default the sample's */
  readonly receivers?: readonly ReceiverSpec[];
  /** Whether the receivers keep whole messages, in the run's folder `mail`. @default false */
  readonly keepsMail?: boolean;
  /** Ends the start half-way. */
  readonly signal?: AbortSignal;
}

/** A pipeline on the embedded AWS, the receivers that take its mail, and somebody who listens to its events. */
export interface LocalRun extends AsyncDisposable {
  readonly directory: RunDirectory;
  readonly receivers: Receivers;
  readonly destinations: Destinations;
  readonly pipeline: LocalPipeline;
  readonly tally: Tally;
}

/** Starts all of it on loopback; null when the signal aborts before that is done. Disposing ends all of it. */
export async function startLocalRun(options: LocalRunOptions = {}): Promise<LocalRun | null> {
  const { overrides = {}, receivers: specs = sampleReceivers, keepsMail = false } = options;
  await using starting = new AsyncDisposableStack();
  const directory = makeRunDirectory(systemClock.now(), process.pid);
  const receivers = starting.use(
    await startReceivers(specs, directory.file('copies.jsonl'), keepsMail ? { mailDir: directory.file('mail') } : {}),
  );
  const destinations = createDestinations(overrides.routes ?? {}, specs, receivers);
  const assembly = await synthesise(
    { ...overrides, routes: destinations.routes },
    directory.file('cdk.out'),
    options.signal ?? new AbortController().signal,
  );
  if (!assembly) return null;

  const pipeline = starting.use(await startPipeline(assembly, directory));
  const tally = createTally((recipient) => destinations.nameOf(domainOf(recipient)));
  starting.use(
    await startObserver(
      pipeline.aws.clientConfig(observerCaller),
      pipeline.aws.outputs['EventsTopicArn'] ?? '',
      tally.add,
    ),
  );
  const running = starting.move();
  return {
    directory,
    receivers,
    destinations,
    pipeline,
    tally,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
