import { fileURLToPath } from 'node:url';
import type { ReceiverSpec } from '../receivers/receiver-spec.ts';

const sampleFile = (name: string) => fileURLToPath(new URL(`../sample/${name}`, import.meta.url));

export const sampleRecipients = sampleFile('recipients.csv');
export const sampleMessage = sampleFile('message.json');

/** The four sites of the sample, by the domain whose mail they take. */
export const sampleReceivers: readonly ReceiverSpec[] = [
  { name: 'open.test' },
  { name: 'five.test', limits: { connections: 5 } },
  { name: 'paced.test', limits: { rate: '60/10s' } },
  { name: 'down.test', limits: { downForMs: 20_000, downFrom: 'first-connection' } },
  // Takes the mail of every other domain. Its own name is no domain, so that no route can mean it.
  { name: 'any-other' },
];
