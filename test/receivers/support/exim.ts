import { chmod, chown, copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#infra/local/aws/free-port.ts';
import { makeRunDir, maxLifeSeconds, readLog, startDaemon } from './daemon.ts';
import { fetchPackages } from './debian.ts';

/** The ACLs that can be given, by what they stand before. */
type Acl = 'connect' | 'mail' | 'rcpt' | 'data';

export interface EximOptions {
  /** Main options, by Exim's own names. */
  readonly options?: Readonly<Record<string, string>>;
  /** ACL statements; what they let pass is accepted. */
  readonly acl?: Readonly<Partial<Record<Acl, string>>>;
}

export interface Exim extends AsyncDisposable {
  readonly port: number;
  /** The Message-ID of each message that Exim took, doubles included: it logs an arrival before it answers the dot. */
  accepted(): string[];
  /** The main log and the reject log. */
  log(): string;
}

/** An account of every Debian system (base-passwd) that stands in for Debian-exim; Exim refuses to be root. */
const stand = { uid: 13, gid: 13 };

/** An Exim of its own configuration and spool on a free port of 127.0.0.1. It takes any mail and keeps it queued. */
export async function startExim({ options = {}, acl = {} }: EximOptions = {}): Promise<Exim> {
  const { root, libraryPath } = await fetchPackages('exim', ['exim4-daemon-light', 'exim4-base', 'libnss-wrapper']);
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await makeRunDir('exim'));
  for (const name of ['spool', 'log']) {
    await mkdir(join(dir, name));
    await chown(join(dir, name), stand.uid, stand.gid);
  }
  // A copy without the set-user-id bit, which would switch LD_PRELOAD off.
  const binary = join(dir, 'exim4');
  await copyFile(join(root, 'usr/sbin/exim4'), binary);
  await chmod(binary, 0o755);
  await writeFile(
    join(dir, 'passwd'),
    `${await readFile('/etc/passwd', 'utf8')}Debian-exim:x:${stand.uid}:${stand.gid}::/:/bin/false\n`,
  );
  await writeFile(join(dir, 'group'), `${await readFile('/etc/group', 'utf8')}Debian-exim:x:${stand.gid}:\n`);

  const port = await freePort();
  const logOf = (name: string) => join(dir, 'log', `${name}log`);
  const log = () => readLog(logOf('main')) + readLog(logOf('reject')) + readLog(logOf('panic'));
  await writeFile(join(dir, 'exim.conf'), configuration(dir, port, options, acl));
  stack.use(
    await startDaemon({
      command: 'timeout',
      args: ['--foreground', String(maxLifeSeconds), binary, '-C', join(dir, 'exim.conf'), '-bdf'],
      env: {
        LD_LIBRARY_PATH: libraryPath,
        LD_PRELOAD: 'libnss_wrapper.so',
        NSS_WRAPPER_PASSWD: join(dir, 'passwd'),
        NSS_WRAPPER_GROUP: join(dir, 'group'),
      },
      isReady: () => readLog(logOf('main')).includes('daemon started'),
      log,
    }),
  );
  const started = stack.move();
  return {
    port,
    accepted: () => [...readLog(logOf('main')).matchAll(/ <= .* id=(\S+)$/gm)].map((match) => match[1] ?? ''),
    log,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

function configuration(
  dir: string,
  port: number,
  options: Readonly<Record<string, string>>,
  acl: NonNullable<EximOptions['acl']>,
): string {
  const acls: Acl[] = ['connect', 'mail', 'rcpt', 'data'];
  const main = {
    exim_path: join(dir, 'exim4'),
    spool_directory: join(dir, 'spool'),
    log_file_path: join(dir, 'log/%slog'),
    pid_file_path: join(dir, 'exim.pid'),
    primary_hostname: 'rx.test',
    local_interfaces: `<; [127.0.0.1]:${port}`,
    // No DNS, no ident, no TLS.
    host_lookup: '',
    rfc1413_hosts: '',
    tls_advertise_hosts: '',
    // What is accepted stays in the spool: it is counted, not delivered.
    queue_only: 'true',
    ...Object.fromEntries(acls.map((name) => [`acl_smtp_${name}`, `acl_${name}`])),
    ...options,
  };
  return [
    ...Object.entries(main).map(([name, value]) => `${name} = ${value}`),
    'begin acl',
    ...acls.map((name) => `acl_${name}:\n${acl[name] ?? ''}\n  accept`),
    '',
  ].join('\n');
}
