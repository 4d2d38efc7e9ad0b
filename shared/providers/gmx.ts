import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** GMX, WEB.DE and 1&1 (IONOS): one postmaster team. */
export const gmx: Provider = {
  name: 'gmx',
  mxSuffixes: ['.gmx.net', '.web.de', '.kundenserver.de'],
  sampleHosts: ['mx00.gmx.net', 'mx-ha02.web.de', 'mx00.kundenserver.de'],
  limits: { connections: 4, messagesPerConnection: 20 },
  tls: 'required',
  postmaster: {
    url: 'https://postmaster.gmx.net/en/contact',
    source: 'forwardemail.net/faq, removal contacts; its own replies lead to postmaster.gmx.net',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml; postmaster.gmx.net',
  date,
  rules: [
    {
      name: 'gmx-connections',
      text: /too many connections/,
      then: {
        outcome: 'defer',
        kind: 'connections',
        scope: 'site',
        action: { name: 'slow', durationMs: 30 * minuteMs },
      },
      samples: {
        matches: [['421 gmx.net (mxgmx114) Nemesis ESMTP Service not available, too many connections', 'connect']],
        not: [['421 Rate limit reached. Retry again later.', 'mail']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'gmx-rate',
      code: (code) => code === 421,
      text: /rate limit reached|too many messages/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'suspend', durationMs: 2 * hourMs } },
      samples: {
        matches: [['421 Rate limit reached. Retry again later.', 'mail']],
        not: [['421 too many connections', 'connect']],
      },
      source: 'postmaster.gmx.net/en/error-messages',
      date,
    },
    {
      name: 'gmx-list-quality',
      text: /policy violations/,
      then: { outcome: 'defer', kind: 'reputation', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [['421 Reject due to policy violations.', 'dot']],
        not: [['554 Transaction failed. Reject due to policy restrictions.', 'dot']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'gmx-blocked',
      code: (code) => code === 554,
      text: /policy restrictions/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [['554 Transaction failed. Reject due to policy restrictions.', 'dot']],
        not: [['550 Requested action not taken: mailbox unavailable', 'rcpt']],
      },
      source: 'KumoMTA community/shaping.toml; postmaster.gmx.net/en/error-messages',
      date,
    },
  ],
};
