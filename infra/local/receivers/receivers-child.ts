import { openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { FromReceivers, ToReceivers } from './protocol.ts';
import { deliveryIdOf, type Receipt } from './receipt.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import type { ReceiverSpec } from './receiver-spec.ts';
import type { ReceivedMessage } from './smtp-dialogue.ts';

/** How often changed figures go to the parent of themselves, for its progress display. */
const streamIntervalMs = 250;

let receivers: readonly Receiver[] = [];
let sentStats = '';
let kept = 0;

function tell(message: FromReceivers): void {
  if (process.connected) process.send?.(message);
}

function accept(spec: ReceiverSpec, fd: number, mailDir: string | null, message: ReceivedMessage, atMs: number): void {
  const deliveryId = deliveryIdOf(message.head.toString('latin1'));
  if (mailDir !== null && message.whole) {
    const unstuffed = message.whole.toString('latin1').replace(/^\.\./gm, '.');
    const path = join(mailDir, `${deliveryId ?? String((kept += 1))}.eml`);
    // Whole or not there: whoever watches the folder reads no half mail.
    writeFileSync(`${path}.part`, `${unstuffed}\r\n`, 'latin1');
    renameSync(`${path}.part`, path);
  }
  const lines = message.recipients.map((recipient) => {
    const receipt: Receipt = { receiver: spec.name, deliveryId, recipient, atMs };
    return `${JSON.stringify(receipt)}\n`;
  });
  // Synchronous: when the 250 leaves, the file has the copy, whatever is killed next.
  writeSync(fd, lines.join(''));
}

async function start({ specs, file, mailDir }: Extract<ToReceivers, { kind: 'start' }>): Promise<void> {
  const fd = openSync(file, 'a');
  receivers = await Promise.all(
    specs.map((spec) =>
      startReceiver(spec, {
        now: () => Date.now(),
        keepsWhole: mailDir !== null,
        accept: (message, atMs) => accept(spec, fd, mailDir, message, atMs),
      }),
    ),
  );
  tell({ kind: 'listening', ports: receivers.map(({ port }) => port) });
  setInterval(() => {
    const stats = receivers.map((receiver) => receiver.stats());
    const text = JSON.stringify(stats);
    if (text !== sentStats) tell({ kind: 'stats', request: null, stats });
    sentStats = text;
  }, streamIntervalMs);
}

process.on('message', (message: ToReceivers) => {
  switch (message.kind) {
    case 'start':
      start(message).catch((error: unknown) => tell({ kind: 'failed', message: String(error) }));
      break;
    case 'stats':
      tell({ kind: 'stats', request: message.request, stats: receivers.map((receiver) => receiver.stats()) });
      break;
    case 'restart-peaks':
      for (const receiver of receivers) receiver.restartPeak();
      break;
  }
});
// The parent ends us by closing the channel, and so does its death. A Ctrl-C in the terminal, which reaches all of its
// processes, is the parent's to act on.
process.on('disconnect', () => process.exit());
process.on('SIGINT', () => undefined);
