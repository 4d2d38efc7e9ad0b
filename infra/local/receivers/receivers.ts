import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FromReceivers, ToReceivers } from './protocol.ts';
import { type Receipt, readReceipts } from './receipt.ts';
import type { ReceiverSpec } from './receiver-spec.ts';
import type { ReceiverStats } from './receiver-stats.ts';

export interface Receivers extends AsyncDisposable {
  readonly pid: number;
  /** Where the receiver of this name listens. */
  target(name: string): { readonly host: string; readonly port: number };
  /** The figures of now, in the order of the specs. */
  stats(): Promise<readonly ReceiverStats[]>;
  /** Begins anew to look for the peaks of connections: from here on they are of what comes. */
  restartPeaks(): void;
  /** The figures that were streamed last, at most some 250 ms old. */
  latest(): readonly ReceiverStats[];
  /** Every copy accepted so far, from the file. */
  receipts(): Promise<Receipt[]>;
  stop(): Promise<void>;
}

/**
 * Starts receivers on loopback in a process of their own, so that the sender's load or death does not touch what they count.
 * Each accepted copy is a JSON line of `file` (appended) before it is acknowledged; with `mailDir`, whole messages are kept
 * there too.
 */
export async function startReceivers(
  specs: readonly ReceiverSpec[],
  file: string,
  { mailDir = null }: { readonly mailDir?: string | null } = {},
): Promise<Receivers> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '', { flag: 'a' });
  if (mailDir !== null) mkdirSync(mailDir, { recursive: true });
  const child = fork(new URL('receivers-child.ts', import.meta.url), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const tell = (message: ToReceivers) => child.send(message);

  let latest: readonly ReceiverStats[] = [];
  let requests = 0;
  const waiting = new Map<number, PromiseWithResolvers<readonly ReceiverStats[]>>();
  const listening = Promise.withResolvers<readonly number[]>();
  child.on('message', (message: FromReceivers) => {
    switch (message.kind) {
      case 'listening':
        listening.resolve(message.ports);
        break;
      case 'failed':
        listening.reject(new Error(`the receivers did not start: ${message.message}`));
        break;
      case 'stats':
        latest = message.stats;
        if (message.request !== null) waiting.get(message.request)?.resolve(message.stats);
        break;
    }
  });
  child.once('exit', (code, signal) => {
    const error = new Error(`the receivers' process ended (${signal ?? String(code)})`);
    listening.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });

  const stop = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await exited;
  };

  tell({ kind: 'start', specs, file, mailDir });
  let ports: readonly number[];
  try {
    ports = await listening.promise;
  } catch (error) {
    await stop();
    throw error;
  }
  const targets = new Map(specs.map((spec, index) => [spec.name, { host: '127.0.0.1', port: ports[index] ?? 0 }]));

  return {
    pid: child.pid ?? 0,
    target(name) {
      const target = targets.get(name);
      if (!target) throw new Error(`no receiver is named "${name}"`);
      return target;
    },
    async stats() {
      if (!child.connected) throw new Error("the receivers' process has ended");
      const request = (requests += 1);
      const answer = Promise.withResolvers<readonly ReceiverStats[]>();
      waiting.set(request, answer);
      try {
        tell({ kind: 'stats', request });
        return await answer.promise;
      } finally {
        waiting.delete(request);
      }
    },
    restartPeaks: () => void tell({ kind: 'restart-peaks' }),
    latest: () => latest,
    receipts: () => readReceipts(file),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
