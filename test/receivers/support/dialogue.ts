import { once } from 'node:events';
import { connect } from 'node:net';

/** Says these lines to a receiver, each when the last is answered; the greeting and the replies, raw. */
export async function dialogue(port: number, lines: readonly string[]): Promise<string[]> {
  const socket = connect({ host: '127.0.0.1', port });
  const replies: string[] = [];
  const waiting = [...lines];
  let heard = '';
  socket.on('data', (chunk) => {
    heard += chunk.toString();
    // The last line of a reply has a space after its code (RFC 5321 §4.2.1).
    if (!/^\d{3} [^\n]*\n$/m.test(heard)) return;
    replies.push(heard.trimEnd());
    heard = '';
    const next = waiting.shift();
    if (next === undefined) socket.end();
    else socket.write(`${next}\r\n`);
  });
  await once(socket, 'close');
  return replies;
}
