import { expect, it } from 'vitest';
import { watch } from '#functions/watch/watch.ts';
import type { LogFields } from '#shared/lambda/log.ts';
import { aZone, type Records } from '#test/shared/sender-dns/a-zone.ts';

const sender = {
  addresses: [{ address: '203.0.113.7', ehloName: 'mail.example.com' }],
  fromDomains: ['example.com'],
  returnDomains: ['example.com'],
  keys: [],
};

async function look(records: Records) {
  const told: LogFields[] = [];
  const counted: [string, number][] = [];
  const quiet = () => undefined;
  await watch({
    sender,
    zone: aZone(records),
    evaluateSpf: async () => ({ result: 'pass', comment: '' }),
    log: { info: quiet, warn: quiet, error: (_message, fields = {}) => told.push(fields) },
    meter: { count: (name, value) => counted.push([name, value]), observeAge: quiet, observePeak: quiet },
  });
  return { told, counted };
}

const right: Records = {
  '7.113.0.203.in-addr.arpa PTR': ['mail.example.com'],
  'mail.example.com A': ['203.0.113.7'],
  'example.com TXT': ['v=spf1 ip4:203.0.113.7 -all'],
  'example.com MX': ['mx.example.com'],
  '_dmarc.example.com TXT': ['v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
};

it('counts no fault where all is right', async () => {
  expect(await look(right)).toEqual({ told: [], counted: [['SenderFaults', 0]] });
});

it('tells each fault with what to publish, and counts them', async () => {
  const { told, counted } = await look({
    ...right,
    '7.113.0.203.in-addr.arpa PTR': 'DNS: ESERVFAIL',
    '_dmarc.example.com TXT': [],
    '7.113.0.203.zen.spamhaus.org A': ['127.0.0.3'],
  });
  expect(counted).toEqual([['SenderFaults', 2]]);
  expect(told).toEqual([
    expect.objectContaining({ check: 'lists', about: '203.0.113.7', says: expect.stringMatching(/Spamhaus ZEN/) }),
    expect.objectContaining({ check: 'DMARC', publish: expect.objectContaining({ name: '_dmarc.example.com' }) }),
  ]);
});
