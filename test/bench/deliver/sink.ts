import { createServer, type Socket } from 'node:net';

/** A receiver that takes everything at once, in a process of its own: what it costs is not the sender's. Tells its port, and how many it took. */
let taken = 0;

const capabilities = '250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 100000000\r\n';
const endOfData = Buffer.from('\r\n.\r\n');

function serve(socket: Socket): void {
  let isData = false;
  let rest: Buffer = Buffer.alloc(0);
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.write('220 sink.test ESMTP\r\n');
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let answer = '';
    for (;;) {
      if (isData) {
        const end = rest.indexOf(endOfData);
        if (end < 0) {
          // The end may have begun.
          rest = rest.subarray(Math.max(0, rest.length - endOfData.length));
          break;
        }
        rest = rest.subarray(end + endOfData.length);
        isData = false;
        taken++;
        answer += '250 2.0.0 taken\r\n';
        continue;
      }
      const end = rest.indexOf('\r\n');
      if (end < 0) break;
      const verb = rest.toString('latin1', 0, Math.min(end, 4)).toUpperCase();
      rest = rest.subarray(end + 2);
      if (verb === 'DATA') {
        isData = true;
        answer += '354 go on\r\n';
        // Nothing is pipelined behind DATA (RFC 2920 §3.1); what follows is the message.
        socket.write(answer);
        answer = '';
      } else if (verb === 'QUIT') {
        socket.end(`${answer}221 2.0.0 bye\r\n`);
        return;
      } else answer += verb === 'EHLO' ? capabilities : '250 2.0.0 ok\r\n';
    }
    if (answer !== '') socket.write(answer);
  });
}

const server = createServer(serve);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 });
});
process.on('message', () => process.send?.({ taken }));
process.on('disconnect', () => process.exit());
