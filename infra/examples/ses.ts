import type { Config } from '#infra/config/resolve-config.ts';

/** The host of Amazon SES in your region: the site to which connections, limits and learning belong. */
const host = 'email-smtp.eu-central-1.amazonaws.com';

/**
 * All mail through Amazon SES's SMTP endpoint, with the account's quota as a limit, and a staging stage that may send as one domain
 * only. No network, no addresses, and SES signs.
 */
export const config: Config = {
  stages: {
    prod: {},
    staging: { senders: [{ senderId: 'AROAEXAMPLESTAGING:*', domains: ['staging.example.com'] }], alarms: {} },
  },
  egresses: [{ kind: 'relay', name: 'ses', host, port: 465, secretName: 'sluice/smtp' }],
  lanes: {
    transactional: {
      egress: 'ses',
      urgent: true,
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 20,
      retry: { delaysMs: [60_000, 300_000, 900_000, 1_800_000, 3_600_000], giveUpAfterMs: 2 * 86_400_000 },
    },
    // Mail that must not be sent twice, whatever the cost: a delivery in doubt is held for a person.
    invoices: {
      egress: 'ses',
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 4,
      doubtPolicy: 'hold',
    },
    bulk: {
      egress: 'ses',
      batchSize: 600,
      batchingWindowSeconds: 2,
      maximumConcurrency: 40,
      requireUnsubscribe: true,
    },
  },
  defaultLane: 'transactional',
  senders: [
    { senderId: 'AROAEXAMPLESHOP:*', domains: ['example.com'] },
    { senderId: 'AROAEXAMPLENEWS:*', domains: ['news.example.com'] },
  ],
  /** "Maximum send rate" of the SES console's account dashboard. */
  limits: { [host]: ['14/s', '20 connections'] },
  contentSources: ['example-newsletters/mail/'],
  suppression: { hardBounces: 'global', expiryDays: 365 },
  alarms: { email: 'operations@example.com' },
};
