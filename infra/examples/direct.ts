import type { Config } from '#infra/config/resolve-config.ts';

/**
 * Direct delivery to the receivers' MX hosts from Elastic IPs of your own: one for mail that people wait for, two for bulk, in two
 * zones. docs/deploy.md says what each costs, and what to ask AWS for before the first mail.
 */
export const config: Config = {
  stages: { prod: {} },
  egresses: [
    { kind: 'mx', name: 'transactional', ehloName: 'mta1.example.com', zone: 1 },
    {
      kind: 'mx',
      name: 'bulk-a',
      ehloName: 'mta2.example.com',
      zone: 1,
      warmUp: { startDate: '2026-12-01', timeZone: 'Europe/Berlin', firstDay: 50, growth: 1.2, until: 50_000 },
    },
    {
      kind: 'mx',
      name: 'bulk-b',
      ehloName: 'mta3.example.com',
      zone: 2,
      // An address that the account has: warmed up elsewhere, or kept when its egress was taken out.
      elasticIp: { allocationId: 'eipalloc-0a1b2c3d4e5f60718', address: '203.0.113.9' },
    },
  ],
  lanes: {
    transactional: {
      egress: 'transactional',
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 20,
      retry: { delaysMs: [60_000, 300_000, 900_000, 1_800_000, 3_600_000], giveUpAfterMs: 2 * 86_400_000 },
    },
    // Two lanes are a pool of two addresses: whoever enqueues divides the mail among them by `stream`.
    bulk: {
      egress: 'bulk-a',
      batchSize: 600,
      batchingWindowSeconds: 2,
      maximumConcurrency: 40,
      requireUnsubscribe: true,
    },
    offers: {
      egress: 'bulk-b',
      batchSize: 600,
      batchingWindowSeconds: 2,
      maximumConcurrency: 40,
      requireUnsubscribe: true,
    },
  },
  defaultLane: 'transactional',
  senders: [{ senderId: 'AROAEXAMPLEROLEID:*', domains: ['example.com', 'news.example.com'] }],
  limits: { 'example.org': ['5 connections', '60/10s'] },
  dkim: [{ domain: 'example.com', selector: 's2026', secretName: 'sluice/dkim/example.com' }],
  returnPath: { kind: 'verp', domain: 'bounce.example.com', secretName: 'sluice/verp' },
  feedbackSender: 'examplecom',
  alarms: { email: 'operations@example.com' },
};
