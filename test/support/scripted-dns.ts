import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Answer, type DecodedPacket, decode, encode, type Packet, RECURSION_AVAILABLE } from 'dns-packet';

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 };

export interface DnsReaction {
  readonly rcode?: keyof typeof rcodes;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  /** Over UDP the answer is cut short. */
  readonly isLong?: boolean;
}

export interface ScriptedDns extends AsyncDisposable {
  /** As `dns.setServers` takes it. */
  readonly address: string;
  /** `udp A a.test`, in the order of arrival. */
  readonly questions: string[];
}

/**
 * A name server that answers as `react` says when it says so, and to what it says nothing of it is silent; over UDP and TCP,
 * on one port. Before each answer over UDP it sends what an attacker might: another id, another name, and no packet at all.
 */
export async function startScriptedDns(
  react: (type: string, name: string) => DnsReaction | null | Promise<DnsReaction | null>,
): Promise<ScriptedDns> {
  const questions: string[] = [];

  async function answerTo(bytes: Buffer, via: 'udp' | 'tcp'): Promise<Packet | null> {
    const query: DecodedPacket = decode(bytes);
    const [question] = query.questions ?? [];
    if (!question) return null;
    questions.push(`${via} ${question.type} ${question.name}`);
    const reaction = await react(question.type, question.name);
    if (!reaction) return null;
    const isCut = via === 'udp' && reaction.isLong === true;
    const truncated = isCut ? 1 << 9 : 0;
    return {
      type: 'response',
      id: query.id ?? 0,
      flags: RECURSION_AVAILABLE | truncated | rcodes[reaction.rcode ?? 'NOERROR'],
      questions: [question],
      answers: isCut ? [] : [...(reaction.answers ?? [])],
      authorities: [...(reaction.authorities ?? [])],
    };
  }

  const tcp = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      void answerTo(bytes.subarray(2), 'tcp').then((packet) => {
        if (!packet) return;
        const reply = encode(packet);
        const length = Buffer.alloc(2);
        length.writeUInt16BE(reply.length);
        // In parts, as TCP may bring them.
        socket.write(Buffer.concat([length, reply.subarray(0, 5)]));
        setImmediate(() => socket.end(reply.subarray(5)));
      });
    });
  });
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const bound = tcp.address();
  const port = typeof bound === 'object' && bound ? bound.port : 0;

  const udp = createSocket('udp4');
  let isClosed = false;
  udp.on('message', (bytes, from) => {
    void answerTo(bytes, 'udp').then((packet) => {
      if (!packet || isClosed) return;
      const [question] = packet.questions ?? [];
      const forged: Packet[] = [
        { ...packet, id: ((packet.id ?? 0) + 1) % 0x10000 },
        { ...packet, questions: question ? [{ ...question, name: `not.${question.name}` }] : [] },
      ];
      udp.send('no packet', from.port, from.address);
      for (const other of [...forged, packet]) udp.send(encode(other), from.port, from.address);
    });
  });
  udp.bind(port, '127.0.0.1');
  await once(udp, 'listening');

  return {
    address: `127.0.0.1:${port}`,
    questions,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      udp.close();
      tcp.close();
      await once(tcp, 'close');
    },
  };
}
