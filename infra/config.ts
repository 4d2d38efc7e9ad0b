import type { Config } from './config/resolve-config.ts';

/**
 * What you edit. `npm run synth` checks it and says which field is wrong and what would be right; the fields and their
 * defaults stand in config/schema.ts, two more complete configurations in examples/.
 */
export const config: Config = {
  /** `-c stage=prod`, which needs not be said. A stage may replace any field below: `staging: { limits: { … } }`. */
  stages: { prod: {} },

  /**
   * Where mail leaves. As shipped: Amazon SES's SMTP endpoint (put your region into the host). The secret is made by you: JSON
   * with the `username` and `password` of SES's SMTP credentials. `{ kind: 'mx', … }` delivers from an address of your own
   * (docs/deploy.md).
   */
  egresses: [
    {
      kind: 'relay',
      name: 'main',
      host: 'email-smtp.eu-central-1.amazonaws.com',
      port: 465,
      secretName: 'sluice/smtp',
    },
  ],

  /**
   * A submission chooses its lane with `stream`. Lanes do not wait for one another; at a site, `urgent` mail goes first. A large
   * batch keeps a sender's connections busy; Lambda splits what is over 6 MB.
   */
  lanes: {
    transactional: {
      egress: 'main',
      urgent: true,
      batchSize: 10,
      batchingWindowSeconds: 0,
      maximumConcurrency: 20,
      /** Tried again after a minute, 5 minutes, 15, 30, and each hour; given up after two days. */
      retry: { delaysMs: [60_000, 300_000, 900_000, 1_800_000, 3_600_000], giveUpAfterMs: 2 * 86_400_000 },
    },
    // Gmail and Yahoo ask bulk senders for one-click unsubscribe: without it the mail is refused here, and not there.
    bulk: {
      egress: 'main',
      batchSize: 600,
      batchingWindowSeconds: 2,
      maximumConcurrency: 40,
      requireUnsubscribe: true,
    },
  },
  defaultLane: 'transactional',

  /**
   * Who may send as whom: the right to SendMessage is the right to send. `senderId` is what SQS reports of the caller: the
   * unique id of a role (`aws iam get-role`, RoleId) and its session, or of a user.
   */
  senders: [{ senderId: 'AROAEXAMPLEROLEID:*', domains: ['example.com'] }],

  /**
   * Limits that you know, by site; for a relay that is its host: `'email-smtp.eu-central-1.amazonaws.com': ['10 connections',
   * '14/s']`. What stands here is never exceeded; what does not is learned from the receivers' replies. `sluice limits set`
   * replaces a site's without a deploy.
   */
  limits: {},

  /**
   * Keys that sign (docs/authentication.md): `{ domain: 'example.com', selector: 's2026', secretName: 'sluice/dkim/example.com' }`.
   * Once there is one, mail of a From-domain that has none is refused. Amazon SES signs by itself: then leave this empty.
   */
  dkim: [],

  /** Where `s3://` content may come from: `'my-bucket/mail/'`. */
  contentSources: [],

  alarms: {/** email: 'operations@example.com', */},
};
