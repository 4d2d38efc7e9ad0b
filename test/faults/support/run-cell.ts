import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createDynamoAttention } from '#shared/adapters/dynamodb-attention.ts';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { createDynamoHolds } from '#shared/adapters/dynamodb-holds.ts';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { createDynamoManifest, createLedgerReader } from '#shared/adapters/dynamodb-manifest.ts';
import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import { type SmtpTimeouts, smtpTimeouts } from '#shared/adapters/smtp-timeouts.ts';
import { createBuckets } from '#shared/bucket/bucket.ts';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import { createHolds } from '#shared/bucket/hold.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import type { LedgerRecord } from '#shared/ledger/record.ts';
import { asciiJson } from '#shared/mail/ascii-json.ts';
import { deliveryCopySchema } from '#shared/mail/delivery.ts';
import { defaultRetrySchedule } from '#shared/retry/schedule.ts';
import type { Egress } from '#shared/routing/egress.ts';
import { createHostMemory } from '#shared/routing/host-memory.ts';
import { deliver } from '#functions/deliver/deliver.ts';
import type { DeliverDeps } from '#functions/deliver/deps.ts';
import { createRefusals } from '#functions/deliver/refusals.ts';
import { readBatch } from '#functions/deliver/read-batch.ts';
import type { Emulators } from '#test/support/emulators.ts';
import { type KeyAndCertificate, startScriptedServer, turns } from '#test/support/scripted-smtp.ts';
import { until } from '#test/support/until.ts';
import { blockedPort } from './blocked-port.ts';
import { copyFor, messageOf } from './cell-mail.ts';
import { faultlessScript, faultyScript, struckMessage } from './faulty-script.ts';
import { type Held, holdAgainstReceiver } from './hold-against-receiver.ts';
import { type Cell, type Stage, stages } from './matrix.ts';
import { createMovedClock } from './moved-clock.ts';
import { createMovedQueue } from './moved-queue.ts';

/** What all cells share: one DynamoDB with the pipeline's tables. */
export interface World {
  readonly dynamodb: Emulators['dynamodb'];
  readonly tls: KeyAndCertificate;
}

/** What became of a cell's mail. */
export interface CellResult extends Held {
  /** After one invocation with the fault: so many of the mails, by what became of each. */
  readonly first: Readonly<Record<'delivered' | 'deferred' | 'bounced' | 'untouched', number>>;
  /** The rule that judged what was deferred or bounced; null where nothing was. */
  readonly rule: string | null;
  /** What the sender did with the connection on which the fault struck first. */
  readonly connection: 'used on' | 'ended by QUIT' | 'left' | 'none';
}

export const mails = 6;
/** Lambda's time for one invocation, and what is kept for DATA of it, as deployed. */
const invocationMs = 300_000;
const dataReserveMs = 120_000;
/** A stall is to be noticed soon; all else has time. */
const soonMs = 1_500;
const usualBytes = 2_000;
/** Longer than the end of a message that waits for its claim: the first part travels meanwhile. */
const longBytes = 200_000;
/** More than lies in the buffers of a loopback connection: the end of a message cannot leave while the receiver reads nothing. */
const largeBytes = 16_000_000;
/** The receiver speaks, closes or resets in fewer turns of the event loop. */
const turnsOfAClaim = 40;
const maxInvocations = 400;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Sends mail into the fault, ends the fault, drains what is left, and holds the ledger against the receiver. */
export async function runCell(cell: Cell, number: number, world: World): Promise<CellResult> {
  const clock = createMovedClock();
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await startScriptedServer(faultyScript(cell, world.tls)));
  const deadPort = cell.stage === 'connect' ? stack.use(await blockedPort(cell.fault)).port : null;
  let isFaulty = true;
  const port = () => (isFaulty && deadPort !== null ? deadPort : server.port);

  const name = `cell${number}`;
  const egress = (): Egress =>
    cell.stage === 'AUTH'
      ? { kind: 'relay', name, ehloName: 'sender.test', host: 'localhost', port: port(), tls: 'starttls' }
      : { kind: 'mx', name, ehloName: 'sender.test' };
  const domain = `${name}.test`;
  const ledger = createDynamoLedger(world.dynamodb, 'ledger', { ttlDays: 30 });
  const reader = createLedgerReader(world.dynamodb, { ledgerTable: 'ledger', manifestTable: 'manifest' });
  const ready = createMovedQueue(clock, 'ready');
  const retry = createMovedQueue(clock, 'retry');
  // A place in the rate is waited for: the connection is idle meanwhile.
  const limits = cell.stage === 'idle' ? { [domain]: { rate: '1/s' } } : {};
  const bytesNow = () =>
    !isFaulty || cell.stage !== 'mid-body' ? usualBytes : cell.fault === 'stall' ? largeBytes : longBytes;
  let owners = 0;
  const deps: DeliverDeps = {
    settings: {
      lane: 'bulk',
      get egress() {
        return egress();
      },
      get routes() {
        return { [domain]: { host: '127.0.0.1', port: port() } };
      },
      limits,
      retrySchedule: defaultRetrySchedule,
      doubtPolicy: 'resend',
      dataReserveMs,
      deadConnectionMs: 300_000,
      clockErrorMs: 5_000,
      maxSessions: 1,
      isEgressCapped: false,
    },
    ledger: {
      ...ledger,
      async claim(...args) {
        const result = await ledger.claim(...args);
        // While it is written the fault in mid-message comes to pass.
        if (isFaulty && cell.stage === 'mid-body') await turns(turnsOfAClaim);
        return result;
      },
    },
    buckets: createBuckets(
      createDynamoBucketStore(world.dynamodb, 'bucket'),
      name,
      (site) => siteLimits(site, limits),
      clock,
      () => 0.5,
      'none',
    ),
    holds: createHolds(createDynamoHolds(world.dynamodb, 'bucket'), clock, quiet),
    egressStop: createEgressStop(createDynamoEgressStops(world.dynamodb, 'bucket'), name, clock, quiet),
    refusals: createRefusals(clock.now),
    attention: createDynamoAttention(world.dynamodb, 'bucket'),
    openSession: (target, hardStopMs) =>
      createSmtpClient({
        egress: egress(),
        now: clock.now,
        timeouts: isFaulty && cell.fault === 'stall' ? { ...smtpTimeouts, ...impatience(cell.stage) } : smtpTimeouts,
        ...(cell.stage === 'AUTH' ? { credentials: async () => ({ username: 'user', password: 'secret' }) } : {}),
      })(target, hardStopMs),
    lookUpMx: async () => ({ kind: 'no-such-domain' }),
    lookUpAddresses: async () => ({ kind: 'none' }),
    hosts: createHostMemory(clock.now),
    ready,
    retry,
    loadContent: async () => ({ kind: 'raw', base64: '' }),
    largeInTurn: (work) => work(),
    compose: async ({ id }) => messageOf(id, bytesNow()),
    findSigningKey: async () => ({ kind: 'none' }),
    suppress: async () => undefined,
    events: { add: async () => undefined, flush: () => undefined },
    log: quiet,
    meter: { count: () => undefined, observeAge: () => undefined, observePeak: () => undefined },
    clock,
    random: () => 0.5,
    newOwner: () => `owner${++owners}`,
  };

  /** One invocation with all that a queue shows. */
  async function invoke(): Promise<void> {
    for (const queue of [ready, retry]) {
      const records = queue.receive();
      if (records.length === 0) continue;
      const ends = await deliver(readBatch(records, deps), { deadlineMs: clock.now() + invocationMs }, deps);
      for (const { messageId } of records) {
        const end = ends.get(messageId);
        if (end?.kind === 'ack') queue.delete(messageId);
        else queue.show(messageId, end?.visibleAtMs ?? clock.now());
      }
    }
  }

  // A millisecond of its own, by which the audit knows the cell's mail.
  const acceptedAtMs = startOfDay(clock.now()) + number;
  const copies = Array.from({ length: mails }, (_, index) => copyFor(`user${index}@${domain}`, acceptedAtMs));
  const ids = copies.map(({ id }) => id);
  await createDynamoManifest(world.dynamodb, 'manifest', { ttlDays: 30 }).accept({ acceptedAtMs, ids });
  for (const copy of copies) await ready.send({ body: asciiJson(copy), delaySeconds: 0 });

  await invoke();
  const first = become(await reader.readConsistent(ids));
  const connection = connectionAfter(server.dialogues, cell);

  isFaulty = false;
  server.follow(faultlessScript(cell.stage, world.tls));
  // Whatever the fault, no connection outlives its invocation.
  await until(() => server.connections() === 0, { what: () => `${server.connections()} connections are open` });
  for (let invocations = 1; ; invocations++) {
    const nextAtMs = [ready.nextAtMs(), retry.nextAtMs()].filter((atMs) => atMs !== null);
    if (nextAtMs.length === 0) break;
    if (invocations > maxInvocations) throw new Error(`not drained after ${maxInvocations} invocations`);
    clock.moveTo(Math.min(...nextAtMs));
    await invoke();
  }

  const held = await holdAgainstReceiver(ids, { fromMs: acceptedAtMs, toMs: acceptedAtMs }, server.copies, {
    reader,
    clock,
  });
  return { ...first, connection, ...held };

  function become(records: ReadonlyMap<string, LedgerRecord>): Pick<CellResult, 'first' | 'rule'> {
    const inRetry = new Set(retry.bodies().map((body) => deliveryCopySchema.parse(JSON.parse(body)).id));
    const count = { delivered: 0, deferred: 0, bounced: 0, untouched: 0 };
    const rules = new Set<string>();
    for (const id of ids) {
      const record = records.get(id);
      if (record?.state === 'delivered') count.delivered++;
      else if (record?.state === 'bounced') count.bounced++;
      else if (inRetry.has(id)) count.deferred++;
      else count.untouched++;
      if (record && record.state !== 'delivered') rules.add(record.notes.at(-1)?.rule ?? '');
    }
    return { first: count, rule: rules.size === 0 ? null : [...rules].join(', ') };
  }
}

/** What is waited for where this stage stalls. */
function impatience(stage: Stage): Partial<SmtpTimeouts> {
  if (stage === 'connect') return { connectMs: soonMs };
  if (stage === 'QUIT') return { closeMs: soonMs };
  const isHandshake = stages.indexOf(stage) <= stages.indexOf('AUTH');
  return isHandshake ? { handshakeMs: soonMs } : { commandMs: soonMs };
}

function connectionAfter(dialogues: readonly (readonly string[])[], { stage, fault }: Cell): CellResult['connection'] {
  // Of this stage the first connection is the one whose TLS breaks.
  const dialogue = dialogues[stage === 'MAIL after broken TLS' ? 1 : 0];
  if (!dialogue) return 'none';
  const struck = stage === 'connect' ? 0 : struckMessage(fault);
  if (dialogue.filter((verb) => verb === 'MAIL').length > struck) return 'used on';
  return dialogue.includes('QUIT') ? 'ended by QUIT' : 'left';
}

function startOfDay(atMs: number): number {
  return Math.floor(atMs / 86_400_000) * 86_400_000;
}
