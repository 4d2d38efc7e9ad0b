import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type DecodedPacket,
  decode,
  encode,
  type OptAnswer,
  type Packet,
  RECURSION_DESIRED,
  streamEncode,
} from 'dns-packet';
import { isDnsName } from '../routing/host-name.ts';

/** What DNS says of one name and type, and how long that holds. */
export type DnsAnswer =
  | { readonly kind: 'records'; readonly records: readonly DnsRecord[]; readonly ttlSeconds: number }
  /** The name exists and has no record of this type; or it does not exist (NXDOMAIN). */
  | { readonly kind: 'no-data' | 'no-such-name'; readonly ttlSeconds: number }
  /** SERVFAIL, REFUSED, no answer in time: nothing is known. */
  | { readonly kind: 'failed'; readonly error: string };

export type DnsRecord =
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'MX'; readonly host: string; readonly preference: number };

export type AskDns = (name: string, type: DnsRecord['type']) => Promise<DnsAnswer>;

/** A server that is silent is asked again after these times; the answer to any of the questions counts, ms. */
const askAgainAfterMs = [500, 1_500, 3_000];
/** The next server is asked when the one before has been silent, or said that it does not know, for this long, ms. */
const nextServerMs = 500;
/** A resolver gives up a name by then (Route 53 and BIND after some 10 s); so do we, ms. */
const giveUpMs = 12_000;
/** What fits into one packet on every path (DNS flag day 2020); an answer that does not comes over TCP. */
const udpPayloadBytes = 1232;
const edns: OptAnswer = {
  type: 'OPT',
  name: '.',
  udpPayloadSize: udpPayloadBytes,
  extendedRcode: 0,
  ednsVersion: 0,
  flags: 0,
  flag_do: false,
  options: [],
};
/**
 * Records used of an answer, and remembered: a zone may hold thousands, to burden who asks. Those of MX are the best ones, and
 * always the same, since the site follows from them; large receivers name a dozen.
 */
const maxRecords = { MX: 50, A: 20 };
const rcodes = { noError: 'NOERROR', noSuchName: 'NXDOMAIN' };

/**
 * Asks recursive resolvers. Node's own resolver tells no TTL but that of addresses, and none of an answer "there is none"; what a
 * sender caches of MX records would be a guess. So the packets are made and read here, by dns-packet. The resolver does all that
 * is hard: it follows CNAMEs (RFC 1034 §3.6.2), validates, and caches; an answer cut short is fetched over TCP (RFC 7766 §5).
 * Each question leaves from a port of its own with an id of its own, and only its server's answer to it is taken (RFC 5452).
 */
export function createDnsClient(servers: readonly string[]): AskDns {
  const addresses = servers.map(parseServer);
  return async (name, type) => {
    // What no packet can carry no zone can hold.
    if (!isDnsName(name)) return { kind: 'no-such-name', ttlSeconds: 0 };
    const answered = new AbortController();
    const timeUp = AbortSignal.timeout(giveUpMs);
    const signal = AbortSignal.any([answered.signal, timeUp]);
    try {
      const asked = addresses.map(async (server, index) => {
        await sleep(index * nextServerMs, undefined, { signal });
        return ask(server, { name, type }, signal);
      });
      return read(await Promise.any(asked), type);
    } catch (error) {
      return { kind: 'failed', error: timeUp.aborted ? 'DNS: no answer in 12 s' : describe(error) };
    } finally {
      answered.abort();
    }
  };
}

interface Server {
  readonly address: string;
  readonly port: number;
}

/** `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`, as `dns.getServers()` gives them. */
function parseServer(text: string): Server {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { address: bracketed ?? plain ?? text, port: Number(port ?? 53) };
}

interface Question {
  readonly name: string;
  readonly type: DnsRecord['type'];
}

/** The server's answer; rejects where it does not know, cannot be reached, or `signal` aborts. */
async function ask(server: Server, question: Question, signal: AbortSignal): Promise<DecodedPacket> {
  const id = randomInt(0x10000);
  const packet: Packet = {
    type: 'query',
    id,
    flags: RECURSION_DESIRED,
    questions: [question],
    additionals: [edns],
  };
  const isAnswer = (reply: DecodedPacket) =>
    reply.type === 'response' &&
    reply.id === id &&
    reply.questions?.[0]?.name.toLowerCase() === question.name.toLowerCase() &&
    reply.questions[0].type === question.type;
  const short = await askByUdp(server, encode(packet), isAnswer, signal);
  const whole = short.flag_tc ? await askByTcp(server, streamEncode(packet), isAnswer, signal) : short;
  const rcode = rcodeOf(whole);
  if (rcode !== rcodes.noError && rcode !== rcodes.noSuchName) throw new Error(`DNS: ${rcode}`);
  return whole;
}

function askByUdp(
  { address, port }: Server,
  packet: Buffer,
  isAnswer: (reply: DecodedPacket) => boolean,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket({ type: isIPv6(address) ? 'udp6' : 'udp4' });
    const timers: NodeJS.Timeout[] = [];
    const end = () => {
      signal.removeEventListener('abort', abort);
      for (const timer of timers) clearTimeout(timer);
      socket.close();
    };
    const abort = () => {
      end();
      reject(new Error('DNS: no answer'));
    };
    signal.addEventListener('abort', abort);
    socket.on('error', (error) => {
      end();
      reject(error);
    });
    socket.on('message', (bytes) => {
      const reply = parse(bytes);
      if (!reply || !isAnswer(reply)) return;
      end();
      resolve(reply);
    });
    // A connected socket hears its server only, and hears that nobody listens there.
    socket.once('connect', () => {
      const send = () => socket.send(packet);
      send();
      for (const afterMs of askAgainAfterMs) timers.push(setTimeout(send, afterMs));
    });
    socket.connect(port, address);
  });
}

async function askByTcp(
  { address, port }: Server,
  packet: Buffer,
  isAnswer: (reply: DecodedPacket) => boolean,
  signal: AbortSignal,
): Promise<DecodedPacket> {
  const socket = connect({ host: address, port, signal });
  try {
    socket.write(packet);
    let bytes = Buffer.alloc(0);
    for await (const chunk of socket) {
      bytes = Buffer.concat([bytes, chunk as Buffer]);
      // The first two bytes are the length of what follows.
      if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) continue;
      const reply = parse(bytes.subarray(2, 2 + bytes.readUInt16BE(0)));
      if (reply && isAnswer(reply)) return reply;
      break;
    }
    throw new Error('DNS: no answer over TCP');
  } finally {
    socket.destroy();
  }
}

/** Null where it is no DNS packet: anybody may have sent it. */
function parse(bytes: Buffer): DecodedPacket | null {
  try {
    return decode(bytes);
  } catch {
    return null;
  }
}

/** dns-packet's types leave it out. */
function rcodeOf(packet: DecodedPacket): string {
  return (packet as DecodedPacket & { rcode: string }).rcode;
}

function read(packet: DecodedPacket, type: DnsRecord['type']): DnsAnswer {
  const answers = packet.answers ?? [];
  const records = answers.flatMap((answer): DnsRecord[] => {
    if (answer.type !== type) return [];
    if (answer.type === 'A') return [{ type: 'A', address: answer.data }];
    if (answer.type !== 'MX') return [];
    return [{ type: 'MX', host: answer.data.exchange, preference: answer.data.preference ?? 0 }];
  });
  if (records.length > 0) {
    // With a chain of CNAMEs the whole answer holds as long as its shortest part.
    const ttls = answers.flatMap((answer) => ('ttl' in answer ? [answer.ttl ?? 0] : []));
    return {
      kind: 'records',
      records: records.sort(byWorth).slice(0, maxRecords[type]),
      ttlSeconds: Math.min(...ttls),
    };
  }
  const kind = rcodeOf(packet) === rcodes.noSuchName ? 'no-such-name' : 'no-data';
  // RFC 2308 §5: as long as the zone's SOA record says, and not at all without one.
  const soa = (packet.authorities ?? []).find((authority) => authority.type === 'SOA');
  return { kind, ttlSeconds: soa ? Math.min(soa.ttl ?? 0, soa.data.minimum ?? 0) : 0 };
}

/** MX records by preference and name; addresses as the resolver has them, which shuffles them to spread what comes. */
function byWorth(a: DnsRecord, b: DnsRecord): number {
  if (a.type !== 'MX' || b.type !== 'MX') return 0;
  return a.preference - b.preference || (a.host < b.host ? -1 : 1);
}

function describe(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
