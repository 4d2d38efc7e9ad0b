import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from '#infra/local/aws/free-port.ts';
import { maxLifeSeconds, startDaemon } from './daemon.ts';
import { fetchPackages } from './debian.ts';

/** A command as smtp-sink(1) names it; `.` is the end of the data. */
type Stage = 'CONNECT' | 'EHLO' | 'MAIL' | 'RCPT' | 'DATA' | '.';

export interface SmtpSinkOptions {
  /** Closes the connection here without a reply. */
  readonly hangUpAt?: Stage;
  /** Answers 421 here and closes. */
  readonly close421At?: Stage;
}

/** Postfix's smtp-sink, which takes all mail, throws it away, and breaks off where it is told to. */
export async function startSmtpSink({
  hangUpAt,
  close421At,
}: SmtpSinkOptions): Promise<AsyncDisposable & { readonly port: number }> {
  const { root, libraryPath } = await fetchPackages('postfix', ['postfix']);
  const port = await freePort();
  const faults = [...(hangUpAt ? ['-q', hangUpAt] : []), ...(close421At ? ['-Q', close421At] : [])];
  const sink = join(root, 'usr/sbin/smtp-sink');
  const daemon = await startDaemon({
    command: 'timeout',
    args: ['--foreground', String(maxLifeSeconds), sink, '-u', 'nobody', ...faults, `127.0.0.1:${port}`, '100'],
    env: { LD_LIBRARY_PATH: libraryPath },
    isReady: () => answers(port),
    log: () => '',
  });
  return { port, [Symbol.asyncDispose]: () => daemon[Symbol.asyncDispose]() };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
