import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '#infra/local/aws/free-port.ts';
import { createDnsClient } from '#shared/adapters/dns-client.ts';
import { makeRunDir, maxLifeSeconds, readLog, startDaemon } from './daemon.ts';
import { fetchPackages } from './debian.ts';

export interface Dnsmasq extends AsyncDisposable {
  /** As `dns.setServers` takes it. */
  readonly address: string;
  /** How often this was asked for. */
  asked(type: string, name: string): number;
}

/**
 * A dnsmasq that knows all of `test` from these lines of configuration (dnsmasq(8), without the dashes), and nothing else. Every
 * record has a TTL of a minute; it keeps nothing itself.
 */
export async function startDnsmasq(lines: readonly string[]): Promise<Dnsmasq> {
  const { root, libraryPath } = await fetchPackages('dnsmasq', ['dnsmasq-base']);
  await using stack = new AsyncDisposableStack();
  const { path: dir } = stack.use(await makeRunDir('dnsmasq'));
  const port = await freePort();
  const logFile = join(dir, 'log');
  const own = [
    `port=${port}`,
    'listen-address=127.0.0.1',
    'bind-interfaces',
    'no-resolv',
    'no-hosts',
    'cache-size=0',
    'local=/test/',
    'local-ttl=60',
    'log-queries',
    `log-facility=${logFile}`,
    'pid-file=',
    'user=root',
  ];
  const configuration = join(dir, 'dnsmasq.conf');
  await writeFile(configuration, [...own, ...lines].map((line) => `${line}\n`).join(''));
  const address = `127.0.0.1:${port}`;
  const ask = createDnsClient([address]);
  stack.use(
    await startDaemon({
      command: 'timeout',
      args: [
        '--foreground',
        String(maxLifeSeconds),
        join(root, 'usr/sbin/dnsmasq'),
        '--keep-in-foreground',
        `--conf-file=${configuration}`,
      ],
      env: { LD_LIBRARY_PATH: libraryPath },
      isReady: async () => (await ask('ready.test', 'A')).kind !== 'failed',
      log: () => readLog(logFile),
    }),
  );
  const started = stack.move();
  return {
    address,
    asked: (type, name) => readLog(logFile).split(`query[${type}] ${name} from`).length - 1,
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
