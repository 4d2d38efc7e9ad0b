import { parallelLargeMessages } from '#functions/deliver/parallel-large-messages.ts';
import { defaultMaxMessageBytes } from '../config/schema.ts';
import { functionMemoryMib } from '../constructs/function-memory.ts';
import type { CallsData } from './calls-data.ts';
import { costOf, type Priced, priceList } from '../prices.ts';

/** What was not measured by the bench, and why it is taken to be this. */
export const assumptions = {
  /** Seconds that one message holds one connection: of a receiver on the internet, connecting included. */
  serviceSeconds: 0.25,
  /** Connections of one invocation (`maxSessions`), which work side by side. */
  sessions: 10,
  /** Of a sender (infra/constructs/lane.ts), GB. */
  senderGb: functionMemoryMib(defaultMaxMessageBytes, parallelLargeMessages, 1024) / 1024,
  /** Header fields, signature, SMTP and TLS beside the message's own bytes. */
  overheadBytes: 2_000,
  /** What a sender in a VPC without interface endpoints sends to SNS and SQS for a message: its event, mostly. */
  callBytes: 1_500,
  /** Lambda's own lines about an invocation, in JSON. */
  platformLogBytes: 900,
  /** A ledger record and its id in the manifest, with the 100 bytes that DynamoDB adds to an item's size. */
  recordBytes: 700,
  /** Receives of an empty queue an hour: five pollers of Lambda's, each waiting 20 s. */
  emptyReceivesAnHour: 900,
  /** Labelled sites that get mail by direct delivery: providers, what a limit names, and the others as one. */
  mxSites: 6,
} as const;

/** How mail leaves. */
export type Mode = 'relay' | 'mx';

/** One line of the bill: so many units a message. */
export interface Line {
  readonly what: string;
  readonly price: Priced;
  readonly units: number;
}

/** What varies with the mail, per message, where this share of it is pushed back once. Storage is that of a month's records. */
export function variableLines(data: CallsData, deferredShare: number, mode: Mode = 'relay'): Line[] {
  const { message, deferral, messageBytes } = data;
  const units = (name: keyof typeof message) => message[name] + deferredShare * deferral[name];
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((all, one) => all + one, 0);
  const { serviceSeconds, sessions, senderGb, overheadBytes, callBytes, platformLogBytes, recordBytes } = assumptions;
  const attempts = 1 + deferredShare;
  const invocations = sum(data.invocations) * attempts;
  const bytesOut = (messageBytes + overheadBytes) * attempts;
  return [
    { what: 'DynamoDB writes', price: 'writeUnits', units: units('writeUnits') },
    { what: 'DynamoDB reads', price: 'readUnits', units: units('readUnits') },
    { what: 'SQS', price: 'sqsRequests', units: units('sqsRequests') },
    { what: 'SQS, your own SendMessageBatch', price: 'sqsRequests', units: 0.1 },
    { what: 'SNS', price: 'snsRequests', units: units('snsRequests') },
    {
      what: 'Lambda, duration',
      price: 'gbSeconds',
      units: (sum(data.gbSeconds) + (serviceSeconds / sessions) * senderGb) * attempts,
    },
    { what: 'Lambda, invocations', price: 'invocations', units: invocations },
    { what: 'logs', price: 'logGb', units: (sum(data.logBytes) * attempts + invocations * platformLogBytes) / 1e9 },
    { what: 'records, kept for 30 days', price: 'storedGb', units: recordBytes / 1e9 },
    { what: 'data to the internet', price: 'outGb', units: bytesOut / 1e9 },
    ...(mode === 'mx'
      ? [
          {
            what: 'that and calls through NAT',
            price: 'natGb' as const,
            units: (bytesOut + callBytes * attempts) / 1e9,
          },
        ]
      : []),
  ];
}

/** Dollars per million messages. */
export function perMillion(lines: readonly Line[]): number {
  return lines.reduce((sum, { price, units }) => sum + costOf(price, 1_000_000 * units), 0);
}

/** What of a deployment costs by the month, whatever is sent; counted in its template. */
export interface Deployment {
  readonly mappings: number;
  /** Metrics that alarms watch: each is billed. */
  readonly alarmMetrics: number;
  readonly dashboards: number;
  readonly secrets: number;
  /** Our own metrics, at most. */
  readonly metrics: number;
  /** NAT gateways, each with its address. */
  readonly nats: number;
  /** Interface endpoints, each in so many zones counted once more. */
  readonly endpoints: number;
}

/** The lines of a month's fixed bill, in units a month. */
export function fixedLines(deployment: Deployment): Line[] {
  const { hoursAMonth } = priceList;
  const { mappings, alarmMetrics, dashboards, secrets, metrics, nats, endpoints } = deployment;
  const empty = mappings * assumptions.emptyReceivesAnHour * hoursAMonth;
  return [
    { what: 'polling of empty queues', price: 'sqsRequests' as const, units: empty },
    { what: 'metrics, at most', price: 'metrics' as const, units: metrics },
    { what: 'metrics of alarms', price: 'alarms' as const, units: alarmMetrics },
    { what: 'dashboards', price: 'dashboards' as const, units: dashboards },
    { what: 'secrets', price: 'secrets' as const, units: secrets },
    { what: 'NAT gateways', price: 'natHours' as const, units: nats * hoursAMonth },
    { what: 'their addresses', price: 'addressHours' as const, units: nats * hoursAMonth },
    { what: 'interface endpoints', price: 'endpointHours' as const, units: endpoints * hoursAMonth },
  ].filter(({ units }) => units > 0);
}
