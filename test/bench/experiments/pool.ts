import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Figures } from './experiment.ts';
import type { Job } from './experiments.ts';
import type { Answer } from './worker.ts';

export interface Pool extends AsyncDisposable {
  /** Runs the job when its turn comes; rejects with what the run throws. */
  run(job: Job): Promise<Figures>;
}

/** A worker thread for each core. A run holds nothing that another could see, so their order is of no matter. */
export function startPool(threads = availableParallelism()): Pool {
  // Without the options of the parent process (a test runner's loaders).
  const start = () => new Worker(new URL('worker.ts', import.meta.url), { execArgv: [] });
  const workers = Array.from({ length: threads }, start);
  const idle = [...workers];
  const waiting: ((worker: Worker) => void)[] = [];

  return {
    async run(job) {
      const worker = idle.pop() ?? (await new Promise<Worker>((resolve) => waiting.push(resolve)));
      const answered: Promise<Answer[]> = once(worker, 'message');
      worker.postMessage(job);
      const [answer] = await answered;
      const takeNext = waiting.shift();
      if (takeNext) takeNext(worker);
      else idle.push(worker);
      if (answer && 'figures' in answer) return answer.figures;
      throw new Error(`${job.cell}, ${job.handlers} handlers, seed ${job.seed} failed`, { cause: answer?.error });
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
