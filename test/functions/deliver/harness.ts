import { createSmtpClient } from '#shared/adapters/smtp-client.ts';
import type { OutgoingMessage, QueueSender } from '#shared/adapters/sqs-sender.ts';
import { systemClock } from '#shared/adapters/system-clock.ts';
import { createBuckets } from '#shared/bucket/bucket.ts';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';
import { everySite } from '#shared/bucket/every-site.ts';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import { createHolds } from '#shared/bucket/hold.ts';
import { meterBuckets } from '#shared/bucket/metered.ts';
import { siteLimits } from '#shared/bucket/site-limits.ts';
import type { AttentionEvent } from '#shared/events/attention-event.ts';
import type { SluiceEvent } from '#shared/events/event.ts';
import { type DeliveryCopy, deliveryCopySchema, deliveryId } from '#shared/mail/delivery.ts';
import { createHostMemory } from '#shared/routing/host-memory.ts';
import { deliver } from '#functions/deliver/deliver.ts';
import type { DeliverDeps, DeliverSettings } from '#functions/deliver/deps.ts';
import type { End } from '#functions/deliver/job.ts';
import { createRefusals } from '#functions/deliver/refusals.ts';
import { createCountingMeter } from '#test/support/counting-meter.ts';
import { createMemoryAttentionStore } from '#test/support/memory-attention-store.ts';
import { createMemoryEgressStops } from '#test/support/memory-egress-stops.ts';
import { createMemoryHoldStore } from '#test/support/memory-hold-store.ts';
import { createMemoryBucketStore } from '#test/support/memory-bucket-store.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';

/** A copy for `user<n>@<domain>`. */
export function copyFor(recipient: string, changes: Partial<DeliveryCopy> = {}): DeliveryCopy {
  return {
    version: 1,
    id: deliveryId('sender.test', 'submission', recipient),
    submissionId: 'submission',
    generation: 1,
    attempts: 0,
    lane: 'bulk',
    sender: 'news@sender.test',
    recipient,
    fromDomain: 'sender.test',
    acceptedAtMs: Date.now(),
    expiresAtMs: Date.now() + 600_000,
    hops: 0,
    content: { kind: 'inline', json: JSON.stringify({ kind: 'raw', base64: btoa('Subject: hello\r\n\r\nbody\r\n') }) },
    tags: {},
    ...changes,
  };
}

interface Sent extends OutgoingMessage {
  readonly copy: DeliveryCopy;
}

/** The use case over real SMTP, with the ledger, the buckets and the queues in memory. */
export function createHarness(
  ports: Record<string, number>,
  changes: Partial<DeliverSettings> = {},
  egress: FixedLimits | null = null,
  urgency: Urgency = 'none',
) {
  const ledger = createMemoryLedger();
  const buckets = createMemoryBucketStore();
  const events: SluiceEvent[] = [];
  const attention = createMemoryAttentionStore();
  const stops = createMemoryEgressStops();
  const calls: AttentionEvent[] = [];
  const meter = createCountingMeter();
  const lines: Record<string, unknown>[] = [];
  const suppressed: string[] = [];
  const sent = { ready: [] as Sent[], retry: [] as Sent[] };
  const settings: DeliverSettings = {
    lane: 'bulk',
    egress: { kind: 'mx', name: 'local', ehloName: 'sender.test' },
    routes: Object.fromEntries(Object.entries(ports).map(([domain, port]) => [domain, { host: '127.0.0.1', port }])),
    limits: {},
    retrySchedule: { delaysMs: [60_000], giveUpAfterMs: 600_000 },
    doubtPolicy: 'resend',
    dataReserveMs: 500,
    deadConnectionMs: 0,
    clockErrorMs: 0,
    maxSessions: 10,
    isEgressCapped: egress !== null,
    ...changes,
  };
  const queue = (into: Sent[]): QueueSender => ({
    async send(message) {
      into.push({ ...message, copy: deliveryCopySchema.parse(JSON.parse(message.body)) });
    },
    flush: () => undefined,
  });
  let owners = 0;
  const log = {
    info: (message: string, fields = {}) => void lines.push({ message, ...fields }),
    warn: () => undefined,
    error: () => undefined,
  };
  const deps: DeliverDeps = {
    settings,
    ledger,
    buckets: meterBuckets(
      buckets.store,
      (store) =>
        createBuckets(
          store,
          'local',
          (site) => (egress && site === everySite ? egress : siteLimits(site, settings.limits)),
          systemClock,
          () => 0.5,
          urgency,
        ),
      meter,
      'bulk',
    ),
    holds: createHolds(createMemoryHoldStore(), systemClock, log),
    egressStop: createEgressStop(stops, 'local', systemClock, log),
    refusals: createRefusals(systemClock.now),
    attention,
    openSession: createSmtpClient({ egress: settings.egress, now: systemClock.now }),
    lookUpMx: async () => ({ kind: 'no-such-domain' }),
    lookUpAddresses: async () => ({ kind: 'none' }),
    hosts: createHostMemory(systemClock.now),
    ready: queue(sent.ready),
    retry: queue(sent.retry),
    loadContent: async () => ({ kind: 'raw', base64: '' }),
    largeInTurn: (work) => work(),
    compose: async (copy) => Buffer.from(`Message-ID: <${copy.id}@sender.test>\r\nSubject: hello\r\n\r\nbody\r\n`),
    findSigningKey: async () => ({ kind: 'none' }),
    suppress: async (bounced) => void suppressed.push(bounced.recipient),
    events: {
      async add(event) {
        if (event.eventType === 'Attention') calls.push(event);
        else events.push(event);
      },
      flush: () => undefined,
    },
    log,
    meter,
    clock: systemClock,
    random: () => 0.5,
    newOwner: () => `owner${++owners}`,
  };
  return {
    deps,
    ledger,
    buckets,
    events,
    /** For a human. */
    calls,
    attention,
    stops,
    meter,
    /** The log's lines of level info. */
    lines,
    suppressed,
    sent,
    /** Delivers these copies in one invocation; the ends in the order of the copies. */
    async run(copies: readonly DeliveryCopy[], { leftMs = 10_000, using = deps } = {}): Promise<End[]> {
      const jobs = copies.map((copy, index) => ({ copy, messageId: `m${index}`, record: null }));
      const ends = await deliver({ jobs, unread: new Map() }, { deadlineMs: Date.now() + leftMs }, using);
      return jobs.map(({ messageId }) => ends.get(messageId) as End);
    },
    stateOf: (copy: DeliveryCopy) => ledger.records.get(copy.id)?.state,
  };
}
