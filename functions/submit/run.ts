import type { Log } from '#shared/lambda/log.ts';

/** The fate of a batch's messages: those that failed are given back to SQS, all others are acked. */
export interface Run {
  readonly failed: ReadonlySet<string>;
  /** Takes a step for each job, all at once. A job whose step throws fails alone and goes no further. */
  each<T extends Named, U>(jobs: readonly T[], step: (job: T) => Promise<U>): Promise<U[]>;
  /** Takes one step for all jobs together. Where it throws they all fail, and the result is empty. */
  together<T extends Named, U>(jobs: readonly T[], step: (jobs: readonly T[]) => Promise<U[]>): Promise<U[]>;
}

interface Named {
  readonly messageId: string;
}

export function createRun(log: Log): Run {
  const failed = new Set<string>();
  const fail = ({ messageId }: Named, error: unknown) => {
    failed.add(messageId);
    log.error('a submission could not be processed; SQS will deliver it again', { messageId, error });
  };
  return {
    failed,
    async each(jobs, step) {
      const results = await Promise.allSettled(jobs.map(step));
      return jobs.flatMap((job, index) => {
        const result = results[index];
        if (result?.status === 'fulfilled') return [result.value];
        fail(job, result?.reason);
        return [];
      });
    },
    async together(jobs, step) {
      try {
        return jobs.length === 0 ? [] : await step(jobs);
      } catch (error) {
        for (const job of jobs) fail(job, error);
        return [];
      }
    },
  };
}
