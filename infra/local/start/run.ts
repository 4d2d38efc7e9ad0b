import { once } from 'node:events';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { loadCampaign } from '../campaign/campaign.ts';
import { exitCodes } from './exit-codes.ts';
import { startLocalRun } from './local-run.ts';
import type { StartOptions } from './options.ts';
import type { Output } from './output.ts';
import { sampleMessage, sampleRecipients } from './sample-receivers.ts';
import { sendCampaign } from './send-campaign.ts';
import { serveText } from './serve-text.ts';

/** What `npm start` does, from the files to the exit code. Everything that it starts has ended when it resolves. */
export async function run(options: StartOptions, output: Output, signal: AbortSignal): Promise<number> {
  const { recipients, message, routes, limits, concurrency, serve, json } = options;
  // What is wrong with the files is said before anything starts.
  const campaign =
    serve && recipients === null
      ? null
      : loadCampaign(recipients ?? sampleRecipients, message ?? sampleMessage, systemClock.now());

  output.write(
    'Synthesising the stack as stage local: shorter times (a time-out of 15 s, retries in seconds), direct delivery to local\nreceivers, and anybody may send as anybody.\n',
  );
  await using localRun = await startLocalRun({
    overrides: { routes, limits, maxConcurrency: concurrency },
    keepsMail: serve,
    signal,
  });
  if (!localRun) return exitCodes.interrupted;

  let exitCode: number = exitCodes.ok;
  if (campaign) {
    output.write(`Sending ${campaign.size} messages. The run's files are in ${localRun.directory.path}\n`);
    exitCode = await sendCampaign({ campaign, localRun, output, json, signal });
  }
  if (!serve) return exitCode;

  output.write(serveText(localRun));
  if (!signal.aborted) await once(signal, 'abort');
  // Asked to end, it ends: that is no interruption.
  return exitCode === exitCodes.interrupted ? exitCodes.ok : exitCode;
}
