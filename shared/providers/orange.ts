import { sinceRecipient } from '../smtp/codes.ts';
import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Orange and Wanadoo. */
export const orange: Provider = {
  name: 'orange',
  mxSuffixes: ['.orange.fr'],
  sampleHosts: ['smtp-in.orange.fr'],
  limits: { connections: 2, messagesPerConnection: 100 },
  tls: 'required',
  postmaster: {
    url: 'https://postmaster.orange.fr/',
    source: 'its own replies: OFR006_103, please visit postmaster.orange.fr',
    date: '2026-11-25',
  },
  source: 'KumoMTA policy-extras/shaping.toml',
  date,
  rules: [
    {
      name: 'orange-connections',
      text: /ofr[\w-]{0,8}[ -]104|trop de connexions/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: {
        matches: [
          [
            '421 ME Trop de connexions, veuillez verifier votre configuration. Too many connections, slow down. OFR_104 [104]',
            'connect',
          ],
        ],
        not: [['550 5.1.1 Invalid recipient. OFR_416 [416]', 'rcpt']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'orange-blocked',
      text: /ofr[\w-]{0,8}[ -]10[0235]\b|incident de spam/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [
          [
            '550 ME Adresse IP source bloquee pour incident de spam. Client host blocked for spamming issues. OFR006_102 [102]',
            'connect',
          ],
          [
            '421 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_103 [103]',
            'connect',
          ],
        ],
        not: [['421 Trop de connexions OFR_104 [104]', 'connect']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'orange-no-such-recipient',
      commands: sinceRecipient,
      text: /ofr[\w-]{0,8}[ -]41[68]\b/,
      then: { outcome: 'by-code', kind: 'no-such-recipient', scope: 'recipient' },
      samples: {
        matches: [['550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]', 'rcpt']],
        not: [['552 5.1.1 Boite du destinataire pleine. OFR_417 [417]', 'rcpt']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'orange-mailbox-full',
      text: /ofr[\w-]{0,8}[ -]417\b/,
      then: { outcome: 'by-code', kind: 'mailbox-full', scope: 'recipient' },
      samples: {
        matches: [['552 5.1.1 Boite du destinataire pleine. Recipient overquota. OFR_417 [417]', 'rcpt']],
        not: [['550 5.1.1 Invalid recipient. OFR_416 [416]', 'rcpt']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'orange-content',
      text: /ofr[\w-]{0,8}[ -]50[6-9]\b/,
      then: { outcome: 'by-code', kind: 'content', scope: 'message' },
      samples: {
        matches: [['550 5.2.0 Mail rejete. Mail rejected. ofr_506 [506]', 'dot']],
        not: [['550 5.1.1 Invalid recipient. OFR_416 [416]', 'rcpt']],
      },
      source:
        'postmastery.com/orange-postmaster-smtp-error-codes-ofr; github.com/sisimai/p5-sisimai, Rhost/FrancePTT.pm',
      date,
    },
    {
      name: 'orange-busy',
      code: (code) => code === 421,
      text: /service refuse/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [
          [
            '421 ME Service refuse. Veuillez essayer plus tard. Service refused, please try later. OFR_999 [999]',
            'mail',
          ],
        ],
        not: [['421 Trop de connexions OFR_104', 'connect']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
  ],
};
