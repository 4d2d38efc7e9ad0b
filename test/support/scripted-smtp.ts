import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type SecureContextOptions, TLSSocket, type TLSSocketOptions } from 'node:tls';

/**
 * What the server does when it is addressed: a reply (CRLF is added), a reply and then close, close alone, reset, or nothing; or
 * bytes as they are, each packet when the one before was surely read.
 */
export type Reaction =
  | string
  | { readonly say?: string; readonly then: 'close' | 'reset' | 'silence' }
  | { readonly packets: readonly string[]; readonly then?: 'close' | 'reset'; readonly afterTurns?: number };

export type KeyAndCertificate = TLSSocketOptions & { readonly key: string };

export interface Script {
  readonly greeting?: Reaction;
  /** EHLO, and HELO. */
  readonly ehlo?: Reaction;
  /** A key and a certificate: where they are there, STARTTLS is announced, and after a 220 the connection goes on in TLS. */
  readonly tls?: KeyAndCertificate;
  /** A key and a certificate: it says 220 and encrypts. */
  readonly starttls?: Reaction | KeyAndCertificate;
  /** It encrypts before its greeting. */
  readonly implicitTls?: SecureContextOptions;
  /** EHLO within TLS. */
  readonly secureEhlo?: Reaction;
  /** AUTH, with its credentials in the same line. */
  readonly auth?: Reaction;
  /** Called with the number of the message on this connection, from 1. */
  readonly mail?: (message: number) => Reaction;
  readonly rcpt?: (message: number) => Reaction;
  readonly data?: (message: number) => Reaction;
  /** When the first part of the message was read; null: goes on reading. */
  readonly body?: (message: number) => Reaction | null;
  readonly dot?: (message: number) => Reaction;
  readonly quit?: Reaction;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  /** Messages whose final dot was read, whatever was answered. */
  readonly messages: string[];
  /** Of them, those that were not refused: the receiver has them, as far as the sender can know. */
  readonly copies: string[];
  readonly commands: string[];
  /** The verbs of each connection, in their order. */
  readonly dialogues: string[][];
  /** Open now. */
  connections(): number;
  connectionsInAll(): number;
  /** Another script, for what comes from now on. */
  follow(script: Script): void;
}

const extensions = (also: string | false) => `250-scripted\r\n${also ? `250-${also}\r\n` : ''}250 PIPELINING`;
/** The client reads a packet in fewer turns of the event loop, where it is in this process. */
const turnsBetweenPackets = 4;
const dot = '\r\n.\r\n';

/** An SMTP server that follows a script, byte by byte: faults that no well-made server would produce. */
export async function startScriptedServer(
  first: Script,
  place: { readonly host?: string; readonly port?: number } = {},
): Promise<ScriptedServer> {
  let script = first;
  const messages: string[] = [];
  const copies: string[] = [];
  const commands: string[] = [];
  const dialogues: string[][] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay();
    const dialogue: string[] = [];
    dialogues.push(dialogue);
    let wire = socket;
    let message = 0;
    let isRefused = false;
    let inData = false;
    let isBodyMet = false;
    let buffer = '';
    /** Of the message that is being read. */
    const parts: string[] = [];
    let tail = '';

    /** Nothing is heeded after it: the connection ends, or falls silent. */
    let isOver = false;
    let spoken = Promise.resolve();

    /** Says it when what was to be said before is said. */
    const react = (reaction: Reaction): void => {
      isOver ||= typeof reaction === 'object' && reaction.then !== undefined;
      spoken = spoken.then(() => speak(reaction));
    };
    async function speak(reaction: Reaction): Promise<void> {
      if (typeof reaction === 'string') wire.write(`${reaction}\r\n`);
      else if ('packets' in reaction) {
        for (const [index, packet] of reaction.packets.entries()) {
          if (index > 0) await turns(turnsBetweenPackets);
          wire.write(packet, 'latin1');
        }
        if (reaction.then) await turns(reaction.afterTurns ?? turnsBetweenPackets);
      } else if (reaction.say !== undefined) wire.write(`${reaction.say}\r\n`);
      if (typeof reaction === 'string' || reaction.then === undefined) return;
      if (reaction.then === 'close') wire.end();
      if (reaction.then === 'reset') socket.resetAndDestroy();
      if (reaction.then === 'silence') wire.pause();
    }
    /** Pipelined commands after a refused one are refused as well. */
    const answer = (reaction: Reaction): void => {
      isRefused ||= !/^[23]/.test(firstWords(reaction));
      react(reaction);
    };
    const command = (line: string): void => {
      commands.push(line);
      const verb = line.slice(0, 4).toUpperCase();
      dialogue.push(verb);
      if (verb === 'EHLO' || verb === 'HELO') {
        if (wire !== socket) react(script.secureEhlo ?? extensions(script.auth !== undefined && 'AUTH PLAIN'));
        else react(script.ehlo ?? extensions(script.tls !== undefined && 'STARTTLS'));
      } else if (verb === 'STAR') startTls();
      else if (verb === 'AUTH') react(script.auth ?? '235 2.7.0 ok');
      else if (verb === 'MAIL') {
        isRefused = false;
        message++;
        answer(script.mail?.(message) ?? '250 2.1.0 ok');
      } else if (verb === 'RCPT')
        answer(isRefused ? '503 5.5.1 no sender' : (script.rcpt?.(message) ?? '250 2.1.5 ok'));
      else if (verb === 'DATA') {
        const reaction = isRefused ? '503 5.5.1 no recipient' : (script.data?.(message) ?? '354 go on');
        inData = firstWords(reaction).startsWith('354');
        isBodyMet = false;
        react(reaction);
      } else if (verb === 'RSET') react('250 2.0.0 ok');
      else if (verb === 'QUIT') react(script.quit ?? { say: '221 2.0.0 bye', then: 'close' });
      else react('502 5.5.2 not here');
    };
    const body = (chunk: string): void => {
      if (!isBodyMet) {
        isBodyMet = true;
        const reaction = script.body?.(message) ?? null;
        if (reaction !== null) react(reaction);
      }
      // Nothing is pipelined behind a dot, so that it ends what has arrived.
      parts.push(chunk);
      tail = (tail + chunk).slice(-dot.length);
      if (tail !== dot) return;
      const text = parts.splice(0).join('').slice(0, -dot.length);
      tail = '';
      inData = false;
      messages.push(text);
      const reaction = script.dot?.(message) ?? '250 2.0.0 queued';
      if (!/^[45]/.test(firstWords(reaction))) copies.push(text);
      react(reaction);
    };
    const read = (data: Buffer): void => {
      const chunk = data.toString('latin1');
      if (inData) return body(chunk);
      buffer += chunk;
      readLine();
    };
    function readLine(): void {
      const at = buffer.indexOf('\r\n');
      if (at < 0 || isOver) return;
      const line = buffer.slice(0, at);
      const rest = buffer.slice(at + 2);
      buffer = '';
      command(line);
      if (rest === '') return;
      if (inData) return body(rest);
      buffer = rest;
      readLine();
    }
    function startTls(): void {
      const { starttls, tls } = script;
      const isContext = typeof starttls === 'object' && 'key' in starttls;
      const context = isContext ? starttls : tls;
      const reaction = (isContext ? null : starttls) ?? (context ? '220 2.0.0 go on' : '502 5.5.2 not here');
      if (!context || !firstWords(reaction).startsWith('220')) return react(reaction);
      socket.removeListener('data', read);
      // The client's first words in TLS wait in the socket until then.
      socket.pause();
      react(reaction);
      void spoken.then(() => secure(context));
    }
    function secure(context: TLSSocketOptions): void {
      const secured = new TLSSocket(socket, { isServer: true, ...context });
      wire = secured;
      secured.on('data', read);
      secured.on('error', () => socket.destroy());
    }

    socket.on('error', () => undefined);
    if (script.implicitTls) secure(script.implicitTls);
    else socket.on('data', read);
    react(script.greeting ?? '220 scripted ESMTP');
  });
  server.listen(place.port ?? 0, place.host ?? '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    messages,
    copies,
    commands,
    dialogues,
    connections: () => sockets.size,
    connectionsInAll: () => dialogues.length,
    follow(next) {
      script = next;
      // A silent one hears at last that its client is gone.
      for (const socket of sockets) socket.resume();
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The first bytes that a reaction says, empty where it says nothing. */
function firstWords(reaction: Reaction): string {
  if (typeof reaction === 'string') return reaction;
  return 'packets' in reaction ? reaction.packets.join('') : (reaction.say ?? '');
}

/** So many turns of the event loop: what was written before is read meanwhile, where both ends are in this process. */
export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
