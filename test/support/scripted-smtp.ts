import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type SecureContextOptions, TLSSocket } from 'node:tls';

/** What the server does when it is addressed: a reply (CRLF is added), a reply and then close, close alone, reset, or nothing. */
export type Reaction = string | { readonly say?: string; readonly then: 'close' | 'reset' | 'silence' };

export interface Script {
  readonly greeting?: Reaction;
  readonly ehlo?: Reaction;
  /** A key and a certificate: it says 220 and encrypts. */
  readonly starttls?: Reaction | (SecureContextOptions & { readonly key: string });
  /** It encrypts before its greeting. */
  readonly implicitTls?: SecureContextOptions;
  /** AUTH, with its credentials in the same line. */
  readonly auth?: Reaction;
  /** Called with the number of the message on this connection, from 1. */
  readonly mail?: (message: number) => Reaction;
  readonly rcpt?: (message: number) => Reaction;
  readonly data?: (message: number) => Reaction;
  readonly dot?: (message: number) => Reaction;
  readonly quit?: Reaction;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** Messages whose final dot was read, whatever was answered. */
  readonly messages: string[];
  readonly commands: string[];
  /** Open now. */
  connections(): number;
  connectionsInAll(): number;
}

/** An SMTP server that follows a script, byte by byte: faults that no well-made server would produce. */
export async function startScriptedServer(
  script: Script,
  place: { readonly host?: string; readonly port?: number } = {},
): Promise<ScriptedServer> {
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();

  let connectionsInAll = 0;
  const server = createServer((plain) => {
    let socket = plain;
    connectionsInAll++;
    sockets.add(plain);
    plain.on('close', () => sockets.delete(plain));
    plain.on('error', () => undefined);
    plain.setNoDelay();
    let message = 0;
    let isRefused = false;
    let inData = false;
    let buffer = '';

    const react = (reaction: Reaction): void => {
      if (typeof reaction === 'string') {
        socket.write(`${reaction}\r\n`);
        return;
      }
      if (reaction.say !== undefined) socket.write(`${reaction.say}\r\n`);
      if (reaction.then === 'close') socket.end();
      if (reaction.then === 'reset') plain.resetAndDestroy();
    };
    /** Pipelined commands after a refused one are refused as well. */
    const answer = (reaction: Reaction): void => {
      isRefused ||= typeof reaction !== 'string' || !reaction.startsWith('2');
      react(reaction);
    };
    const encrypt = (): void => {
      const { starttls } = script;
      if (typeof starttls !== 'object' || !('key' in starttls)) return react(starttls ?? '502 5.5.2 not here');
      react('220 2.0.0 go ahead');
      plain.removeListener('data', read);
      secure(starttls);
    };
    const secure = (context: SecureContextOptions): void => {
      socket = new TLSSocket(plain, { ...context, isServer: true });
      socket.on('error', () => plain.destroy());
      socket.on('data', read);
    };
    const command = (line: string): void => {
      commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'STAR') encrypt();
      else if (verb === 'AUTH') react(script.auth ?? '235 2.7.0 ok');
      else if (verb === 'EHLO') react(script.ehlo ?? '250-scripted\r\n250 PIPELINING');
      else if (verb === 'MAIL') {
        isRefused = false;
        message++;
        answer(script.mail?.(message) ?? '250 2.1.0 ok');
      } else if (verb === 'RCPT')
        answer(isRefused ? '503 5.5.1 no sender' : (script.rcpt?.(message) ?? '250 2.1.5 ok'));
      else if (verb === 'DATA') {
        const reaction = isRefused ? '503 5.5.1 no recipient' : (script.data?.(message) ?? '354 go on');
        inData = typeof reaction === 'string' && reaction.startsWith('354');
        react(reaction);
      } else if (verb === 'RSET') react('250 2.0.0 ok');
      else if (verb === 'QUIT') react(script.quit ?? { say: '221 2.0.0 bye', then: 'close' });
      else react('502 5.5.2 not here');
    };

    const read = (chunk: Buffer): void => {
      buffer += chunk.toString('latin1');
      while (!socket.destroyed && !socket.writableEnded) {
        const end = buffer.indexOf(inData ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const text = buffer.slice(0, end);
        buffer = buffer.slice(end + (inData ? 5 : 2));
        if (inData) {
          inData = false;
          messages.push(text);
          react(script.dot?.(message) ?? '250 2.0.0 queued');
        } else command(text);
      }
    };
    if (script.implicitTls) secure(script.implicitTls);
    else plain.on('data', read);
    react(script.greeting ?? '220 scripted ESMTP');
  });
  server.listen(place.port ?? 0, place.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    messages,
    commands,
    connections: () => sockets.size,
    connectionsInAll: () => connectionsInAll,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
