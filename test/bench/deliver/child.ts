import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Child extends AsyncDisposable {
  /** The answer to an order, or the next message of its own accord. Rejects where the process ends first. */
  ask<Answer>(order?: object): Promise<Answer>;
}

/** A script of this folder in a process of its own; its standard output (metrics, logs) is of no interest. */
export function startChild(script: string, ...args: string[]): Child {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = fork(file, args, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const gone = ended(script, child);
  gone.catch(() => undefined);
  return {
    async ask<Answer>(order?: object) {
      const answered = once(child, 'message') as Promise<[Answer]>;
      if (order) child.send(order);
      const [answer] = await Promise.race([answered, gone]);
      return answer;
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function ended(script: string, child: ChildProcess): Promise<never> {
  await once(child, 'exit');
  throw new Error(`${script} ended`);
}
