import { chmod, chown, mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#infra/local/aws/free-port.ts';
import { until } from '#test/support/until.ts';
import { makeRunDir, maxLifeSeconds, readLog, startDaemon } from './daemon.ts';
import { fetchPackages } from './debian.ts';
import { type MailboxCopy, readMaildir } from './maildir.ts';
import { accounts, mainParameters, masterTable } from './postfix-configuration.ts';

export interface PostfixOptions {
  /** Parameters of main.cf, by Postfix's own names. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** smtpd processes at once (the maxproc column of master.cf): one more connection gets no banner. */
  readonly maxProcesses?: number;
}

export interface Postfix extends AsyncDisposable {
  readonly port: number;
  /** Each copy in the mailbox, doubles included, by time, once the queue is empty. */
  copies(): Promise<MailboxCopy[]>;
  /** Their Message-IDs. */
  delivered(): Promise<string[]>;
  /** What it refused so far. */
  refusals(): PostfixRefusals;
  /** The mail log, for what only the receiver knows. */
  log(): string;
}

export interface PostfixRefusals {
  /** For their number or their rate, at the banner. */
  readonly connections: number;
  /** For their rate, at MAIL. */
  readonly mails: number;
}

/**
 * A Postfix of its own configuration, queue and mailbox on a free port of 127.0.0.1. It takes mail for any domain into one
 * maildir, and counts loopback clients against its limits like any other.
 */
export async function startPostfix({ parameters = {}, maxProcesses = 100 }: PostfixOptions = {}): Promise<Postfix> {
  const { root, libraryPath } = await fetchPackages('postfix', ['postfix']);
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await makeRunDir('postfix'));
  const port = await freePort();
  const logFile = join(dir, 'maillog');
  const daemonDir = join(root, 'usr/lib/postfix/sbin');

  await layOut(dir);
  await writeFile(
    join(dir, 'etc/main.cf'),
    Object.entries({ ...mainParameters(dir, root, logFile), ...parameters })
      .map(([name, value]) => `${name} = ${value}\n`)
      .join(''),
  );
  // Postfix waits for a file that was written just now to be two seconds old.
  await utimes(join(dir, 'etc/main.cf'), 0, 0);
  await writeFile(join(dir, 'etc/master.cf'), masterTable(port, maxProcesses));
  stack.use(
    await startDaemon({
      command: join(daemonDir, 'master'),
      args: ['-d', '-c', join(dir, 'etc'), '-e', String(maxLifeSeconds)],
      env: { MAIL_CONFIG: join(dir, 'etc'), LD_LIBRARY_PATH: libraryPath },
      isReady: () => readLog(logFile).includes('daemon started'),
      log: () => readLog(logFile),
    }),
  );
  const started = stack.move();
  const log = () => readLog(logFile);
  const copies = async () => {
    await until(async () => (await queuedFiles(join(dir, 'queue'))).length === 0, {
      withinMs: 60_000,
      what: () => `an empty queue: ${log().slice(-2_000)}`,
    });
    return readMaildir(join(dir, 'mailbox/all/new'));
  };
  return {
    port,
    copies,
    delivered: async () => (await copies()).map(({ messageId }) => messageId),
    refusals: () => ({
      connections: log().match(/Connection (concurrency|rate) limit exceeded/g)?.length ?? 0,
      mails: log().match(/Message delivery request rate limit exceeded/g)?.length ?? 0,
    }),
    log,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

async function layOut(dir: string): Promise<void> {
  const { owner, setgid } = accounts;
  const queues = ['incoming', 'active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'saved', 'trace'];
  const make = async (path: string, mode: number, uid = 0, gid = 0) => {
    await mkdir(join(dir, path));
    await chown(join(dir, path), uid, gid);
    await chmod(join(dir, path), mode);
  };
  await make('etc', 0o755);
  await make('queue', 0o755);
  await make('queue/pid', 0o755);
  await make('queue/public', 0o2710, owner.uid, setgid.gid);
  await make('queue/maildrop', 0o1730, owner.uid, setgid.gid);
  for (const queue of [...queues, 'private']) await make(`queue/${queue}`, 0o700, owner.uid);
  await make('data', 0o700, owner.uid, owner.gid);
  await make('mailbox', 0o755, accounts.mailbox, accounts.mailbox);
}

async function queuedFiles(queue: string): Promise<string[]> {
  const listings = ['incoming', 'active', 'deferred', 'hold', 'corrupt'].map(async (name) => {
    const entries = await readdir(join(queue, name), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
  });
  return (await Promise.all(listings)).flat();
}
