import { parentPort } from 'node:worker_threads';
import type { Figures } from './experiment.ts';
import { type Job, runJob } from './experiments.ts';

/** What became of a job. */
export type Answer = { readonly figures: Figures } | { readonly error: unknown };

/** A thread that runs one job after another. */
parentPort?.on('message', (job: Job) => {
  const post = (answer: Answer) => parentPort?.postMessage(answer);
  void runJob(job).then(
    (figures) => post({ figures }),
    (error: unknown) => post({ error }),
  );
});
