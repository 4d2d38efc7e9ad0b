import type { Provider } from './provider.ts';

const date = '2026-11-23';
const minuteMs = 60_000;
const hourMs = 3_600_000;

/** 163, 126 and yeah.net. */
export const netease: Provider = {
  name: 'netease',
  mxSuffixes: ['.netease.com'],
  sampleHosts: ['163mx01.mxmail.netease.com'],
  limits: { connections: 4, messagesPerConnection: 7 },
  tls: 'opportunistic',
  postmaster: {
    url: 'https://mail.163.com/postmaster/',
    source: 'forwardemail.net/faq, removal contacts; its own replies lead to mail.163.com/help',
    date: '2026-11-25',
  },
  source: 'KumoMTA community/shaping.toml',
  date,
  rules: [
    {
      name: 'netease-connections',
      text: /\bhl:icc\b/,
      then: { outcome: 'defer', kind: 'connections', scope: 'site', action: { name: 'slow', durationMs: hourMs } },
      samples: { matches: [['421 HL:ICC 163 mx10', 'connect']], not: [['421 HL:IFC 163 mx3', 'connect']] },
      source: 'mail.163.com/help/help_spam_16.htm',
      date,
    },
    {
      name: 'netease-rate',
      text: /\bhl:ifc\b/,
      then: { outcome: 'defer', kind: 'rate', scope: 'site', action: { name: 'slow', durationMs: 0 } },
      samples: { matches: [['421 HL:IFC 163 mx3', 'connect']], not: [['421 HL:ICC 163', 'connect']] },
      source: 'mail.163.com/help/help_spam_16.htm',
      date,
    },
    {
      name: 'netease-list-quality',
      text: /\bhl:rep\b/,
      then: { outcome: 'defer', kind: 'reputation', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: { matches: [['421 HL:REP 163 mx5', 'connect']], not: [['421 HL:ICC 163', 'connect']] },
      source: 'mail.163.com/help/help_spam_16.htm',
      date,
    },
    {
      name: 'netease-recycle',
      text: /\bmi:dmc\b/,
      then: { outcome: 'defer', kind: 'recycle', scope: 'connection', action: { name: 'recycle', durationMs: 0 } },
      samples: { matches: [['450 MI:DMC 163 mx7', 'rcpt']], not: [['450 MI:SFQ 163 mx7', 'mail']] },
      source: 'mail.163.com/help/help_spam_16.htm',
      date,
    },
    {
      name: 'netease-sender-quota',
      text: /\bmi:sfq\b/,
      then: {
        outcome: 'defer',
        kind: 'quota-sender',
        scope: 'from-domain',
        action: { name: 'hold', durationMs: 15 * minuteMs },
      },
      samples: { matches: [['450 MI:SFQ 163 mx7', 'mail']], not: [['450 MI:DMC 163 mx7', 'rcpt']] },
      source: 'mail.163.com/help/help_spam_16.htm',
      date,
    },
    {
      name: 'netease-content',
      text: /\bdt:spm\b/,
      then: {
        outcome: 'by-code',
        kind: 'content',
        scope: 'message',
        action: { name: 'retry', durationMs: 15 * minuteMs },
      },
      samples: {
        matches: [
          ['451 DT:SPM 163 mx12', 'dot'],
          ['554 DT:SPM 163 mx12', 'dot'],
        ],
        not: [['421 HL:REP 163', 'connect']],
      },
      source: 'mail.163.com/help/help_spam_16.htm; KumoMTA community/shaping.toml',
      date,
    },
    {
      name: 'netease-daily',
      text: /\b(?:rp:orq|hl:itc)\b/,
      then: { outcome: 'defer', kind: 'quota-sender', scope: 'site', action: { name: 'suspend', durationMs: hourMs } },
      samples: {
        matches: [
          ['550 RP:ORQ 163 mx1', 'rcpt'],
          ['554 HL:ITC 163', 'connect'],
        ],
        not: [['421 HL:ICC 163', 'connect']],
      },
      source: 'KumoMTA community/shaping.toml',
      date,
    },
  ],
};
