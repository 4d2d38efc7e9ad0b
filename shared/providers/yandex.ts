import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;

/** Yandex Mail, and Yandex 360 for organisations. */
export const yandex: Provider = {
  name: 'yandex',
  mxSuffixes: ['.yandex.ru', '.yandex.net'],
  sampleHosts: ['mx.yandex.ru', 'mx.yandex.net'],
  limits: {},
  tls: 'opportunistic',
  postmaster: {
    url: 'https://postoffice.yandex.com',
    source: 'postoffice.yandex.com, Yandex Postmaster',
    date: '2026-11-25',
  },
  source: 'not published, unverified',
  date,
  rules: [
    {
      name: 'yandex-recipient-rate',
      code: (code) => code === 450,
      enhanced: /^4\.2\.1$/,
      then: {
        outcome: 'defer',
        kind: 'recipient-rate',
        scope: 'recipient',
        action: { name: 'retry', durationMs: 15 * minuteMs },
      },
      samples: {
        matches: [['450 4.2.1 The recipient has exceeded message rate limit. Try again later.', 'rcpt']],
        not: [['550 5.2.1 disabled', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/450',
      date,
    },
    {
      name: 'yandex-busy',
      text: /service is currently unavailable/,
      then: { outcome: 'defer', kind: 'busy', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: {
        matches: [['451 4.7.1 Sorry, the service is currently unavailable. Please come back later.', 'dot']],
        not: [['450 4.2.1 The recipient has exceeded message rate limit', 'rcpt']],
      },
      source: 'smtpfieldmanual.com/code/451',
      date,
    },
  ],
};
