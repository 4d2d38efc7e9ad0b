import type { Provider } from './provider.ts';

const date = '2026-11-23';
const hourMs = 3_600_000;

/** Mail.ru, Inbox.ru, Bk.ru, List.ru. */
export const mailRu: Provider = {
  name: 'mail.ru',
  mxSuffixes: ['.mail.ru'],
  sampleHosts: ['mxs.mail.ru', 'emx.mail.ru'],
  limits: { connections: 2, messagesPerConnection: 10, rate: '16/min' },
  tls: 'opportunistic',
  postmaster: {
    address: 'abuse@corp.mail.ru',
    source: 'its own replies: please report details to this address',
    date: '2026-11-25',
  },
  source: 'community reports, unverified',
  date,
  rules: [
    {
      name: 'mail-ru-blocked',
      code: (code) => code === 550,
      text: /\bspam\b/,
      then: { outcome: 'defer', kind: 'blocked', scope: 'site', action: { name: 'stop', durationMs: 2 * hourMs } },
      samples: {
        matches: [['550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x', 'dot']],
        not: [
          [
            '550 Message was not accepted -- invalid mailbox. Local mailbox a@mail.ru is unavailable: user not found',
            'rcpt',
          ],
        ],
      },
      source: 'smtpfieldmanual.com/code/550',
      date,
    },
  ],
};
