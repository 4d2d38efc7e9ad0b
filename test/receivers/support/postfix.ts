import { chmod, chown, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#infra/local/aws/free-port.ts';
import { until } from '#test/support/until.ts';
import { makeRunDir, maxLifeSeconds, readLog, startDaemon } from './daemon.ts';
import { fetchPackages } from './debian.ts';

export interface PostfixOptions {
  /** Parameters of main.cf, by Postfix's own names. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** smtpd processes at once (the maxproc column of master.cf): one more connection gets no banner. */
  readonly maxProcesses?: number;
}

export interface Postfix extends AsyncDisposable {
  readonly port: number;
  /** The Message-ID of each copy in the mailbox, doubles included, once the queue is empty. */
  delivered(): Promise<string[]>;
  /** The mail log, for what only the receiver knows. */
  log(): string;
}

/** Three different accounts of every Debian system (base-passwd); Postfix wants them apart. */
const accounts = { owner: { name: 'uucp', uid: 10, gid: 10 }, setgid: { name: 'games', gid: 60 }, mailbox: 8 };

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
  return {
    port,
    async delivered() {
      await until(async () => (await queuedFiles(join(dir, 'queue'))).length === 0, {
        withinMs: 60_000,
        what: () => `an empty queue: ${readLog(logFile).slice(-2_000)}`,
      });
      return messageIds(join(dir, 'mailbox/all/new'));
    },
    log: () => readLog(logFile),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function mainParameters(dir: string, root: string, logFile: string): Record<string, string> {
  return {
    compatibility_level: '3.6',
    queue_directory: join(dir, 'queue'),
    data_directory: join(dir, 'data'),
    command_directory: join(root, 'usr/sbin'),
    daemon_directory: join(root, 'usr/lib/postfix/sbin'),
    shlib_directory: join(root, 'usr/lib/postfix'),
    meta_directory: join(dir, 'etc'),
    mail_owner: accounts.owner.name,
    setgid_group: accounts.setgid.name,
    default_privs: 'nobody',
    import_environment: 'MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH',
    maillog_file: logFile,
    maillog_file_prefixes: dir,
    myhostname: 'rx.test',
    inet_interfaces: '127.0.0.1',
    inet_protocols: 'ipv4',
    mydestination: '',
    alias_maps: '',
    alias_database: '',
    mynetworks: '127.255.255.254/32',
    smtpd_relay_restrictions: 'reject_unauth_destination',
    // No DNS at all.
    smtpd_peername_lookup: 'no',
    smtp_dns_support_level: 'disabled',
    smtp_host_lookup: 'native',
    // Mail for any domain and user ends in one maildir; each copy is a file.
    virtual_mailbox_domains: 'static:any',
    virtual_mailbox_base: join(dir, 'mailbox'),
    virtual_mailbox_maps: 'static:all/',
    virtual_uid_maps: `static:${accounts.mailbox}`,
    virtual_gid_maps: `static:${accounts.mailbox}`,
    virtual_minimum_uid: '1',
    // Else loopback is exempt from every limit.
    smtpd_client_event_limit_exceptions: '',
    anvil_rate_time_unit: '10s',
  };
}

/** See master(5); nothing is chrooted. */
function masterTable(port: number, maxProcesses: number): string {
  const services: [string, string, string, string, string][] = [
    // service, type, private, wakeup and maxproc, command
    [`127.0.0.1:${port}`, 'inet', 'n', `- ${maxProcesses}`, 'smtpd'],
    ['cleanup', 'unix', 'n', '- 0', 'cleanup'],
    ['qmgr', 'unix', 'n', '300 1', 'qmgr'],
    ['rewrite', 'unix', '-', '- -', 'trivial-rewrite'],
    ['bounce', 'unix', '-', '- 0', 'bounce'],
    ['defer', 'unix', '-', '- 0', 'bounce'],
    ['trace', 'unix', '-', '- 0', 'bounce'],
    ['error', 'unix', '-', '- -', 'error'],
    ['retry', 'unix', '-', '- -', 'error'],
    ['proxymap', 'unix', '-', '- -', 'proxymap'],
    ['virtual', 'unix', '-', '- -', 'virtual'],
    ['anvil', 'unix', '-', '- 1', 'anvil'],
    ['postlog', 'unix-dgram', 'n', '- 1', 'postlogd'],
  ];
  // virtual(8) and master's own children that write as other users need root.
  const privileged = new Set(['virtual']);
  return services
    .map(([service, type, isPrivate, limits, command]) =>
      [service, type, isPrivate, privileged.has(service) ? 'n' : '-', 'n', limits, command].join(' ').concat('\n'),
    )
    .join('');
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

async function messageIds(maildir: string): Promise<string[]> {
  const files = await readdir(maildir).catch(() => []);
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(maildir, file), 'utf8');
      return /^Message-ID: <(.*)>$/im.exec(text)?.[1] ?? `none in ${file}`;
    }),
  );
}
