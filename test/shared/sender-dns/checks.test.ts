import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it, test } from 'vitest';
import { checkDkim, dkimRecord } from '#shared/sender-dns/check-dkim.ts';
import { checkDmarc } from '#shared/sender-dns/check-dmarc.ts';
import { checkLists } from '#shared/sender-dns/check-lists.ts';
import { checkMx } from '#shared/sender-dns/check-mx.ts';
import { checkPtr } from '#shared/sender-dns/check-ptr.ts';
import { checkSender } from '#shared/sender-dns/check-sender.ts';
import { checkSpf, type SpfResult } from '#shared/sender-dns/check-spf.ts';
import type { Finding } from '#shared/sender-dns/finding.ts';
import { aZone, type Records } from './a-zone.ts';

const address = '203.0.113.7';
const ptr = '7.113.0.203.in-addr.arpa PTR';

/** The last: what to publish, where that is looked at. */
type Row = readonly [what: string, records: Records, state: Finding['state'], says: RegExp, publish: string | null];

const valueOf = (finding: Finding | undefined) =>
  finding?.publish && `${finding.publish.name} ${finding.publish.value}`;

describe('PTR', () => {
  it.each<Row>([
    ['is missing', {}, 'fault', /has no name/, '7.113.0.203.in-addr.arpa mail.example.com'],
    ['does not lead back', { [ptr]: ['a.example.net'] }, 'fault', /does not lead back/, `a.example.net ${address}`],
    [
      'leads elsewhere',
      { [ptr]: ['a.example.net'], 'a.example.net A': ['198.51.100.1'] },
      'fault',
      /give a.example.net an A record/,
      null,
    ],
    [
      'is not what EHLO says',
      { [ptr]: ['a.example.net'], 'a.example.net A': [address] },
      'advice',
      /EHLO says mail/,
      null,
    ],
    ['is right', { [ptr]: ['Mail.example.com'], 'Mail.example.com A': [address] }, 'good', /leads back/, null],
    ['cannot be asked', { [ptr]: 'DNS: ESERVFAIL' }, 'unknown', /ESERVFAIL/, null],
  ])('%s', async (_what, records, state, says, publish) => {
    const finding = await checkPtr({ address, ehloName: 'mail.example.com' }, aZone(records));
    expect(finding).toMatchObject({ check: 'PTR', state, says: expect.stringMatching(says) });
    if (publish) expect(valueOf(finding)).toBe(publish);
  });
});

describe('SPF', () => {
  const addressOf = (own: string | null, n: number) => ({ address: own, ehloName: `mta${n + 1}.example.com` });
  const spf = (
    records: Records,
    result: SpfResult = { result: 'pass', comment: '' },
    addresses: readonly (string | null)[] = [address],
  ) => checkSpf('example.com', addresses.map(addressOf), aZone(records), async () => result);
  const record = { 'example.com TXT': ['site-verification=x', 'v=spf1 include:_spf.example.net -all'] };

  it('is missing: it says what to publish', async () => {
    const [finding] = await spf({});
    expect(finding?.state).toBe('fault');
    expect(valueOf(finding)).toBe(`example.com v=spf1 ip4:${address} -all`);
  });

  it('is there twice', async () => {
    const [finding] = await spf({ 'example.com TXT': ['v=spf1 -all', 'v=spf1 mx -all'] });
    expect(finding).toMatchObject({ state: 'fault', says: expect.stringMatching(/2 SPF records/) });
  });

  it('does not pass: the address goes before all else', async () => {
    const [finding] = await spf(record, { result: 'softfail', comment: '' });
    expect(finding?.state).toBe('fault');
    expect(valueOf(finding)).toBe(`example.com v=spf1 ip4:${address} include:_spf.example.net -all`);
  });

  it.each<[SpfResult['result'], Finding['state']]>([
    ['pass', 'good'],
    ['temperror', 'unknown'],
    ['permerror', 'fault'],
    ['neutral', 'fault'],
  ])('evaluates to %s', async (result, state) => {
    expect(await spf(record, { result, comment: 'too many lookups' })).toMatchObject([{ state }]);
  });

  it('cannot be told for an address that is not known, and no record is proposed that leaves it out', async () => {
    const [known, unknown] = await spf(record, { result: 'pass', comment: '' }, [address, null]);
    expect(known?.state).toBe('good');
    expect(unknown).toMatchObject({
      state: 'unknown',
      says: expect.stringMatching(/mta2\.example\.com.*after the dep/),
    });
    const [missing] = await spf({}, { result: 'none', comment: '' }, [address, null]);
    expect(missing).toMatchObject({ state: 'fault' });
    expect(missing?.publish).toBeUndefined();
  });

  it('is judged for each address, and under a relay only looked at', async () => {
    expect(await spf(record, { result: 'pass', comment: '' }, [address, '203.0.113.8'])).toHaveLength(2);
    expect(await spf(record, { result: 'fail', comment: '' }, [])).toMatchObject([{ state: 'good' }]);
  });
});

describe('DKIM', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const ed25519 = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
  const name = 's1._domainkey.example.com';
  const dkim = (texts: Records[string] | null, key: typeof privateKey | null = privateKey) =>
    checkDkim({ domain: 'example.com', selector: 's1', key }, aZone(texts === null ? {} : { [`${name} TXT`]: texts }));

  it.each<[string, Records[string] | null, Finding['state'], RegExp]>([
    ['none', null, 'fault', /no key is published/],
    ['the key that signs', [dkimRecord(publicKey)], 'good', /the key that signs, 2048 bits/],
    ['another key', [dkimRecord(other.publicKey)], 'fault', /not the one that signs/],
    ['a revoked key', ['v=DKIM1; p='], 'fault', /revoked/],
    ['half a key', [dkimRecord(publicKey).slice(0, 255)], 'fault', /cut at 255/],
    ['a key of another kind', [`k=ed25519; p=${ed25519.toString('base64')}`], 'fault', /of type ed25519/],
    ['something else', ['v=spf1 -all'], 'fault', /no DKIM record/],
    ['two records', ['p=x', 'p=y'], 'fault', /2 records/],
    ['no answer', 'DNS: ETIMEOUT', 'unknown', /ETIMEOUT/],
  ])('publishes %s', async (_what, texts, state, says) => {
    expect(await dkim(texts)).toMatchObject({ about: name, state, says: expect.stringMatching(says) });
  });

  it('says what to publish where the private key is known', async () => {
    expect(valueOf(await dkim(null))).toBe(`${name} ${dkimRecord(privateKey)}`);
    expect((await dkim(null, null)).publish).toBeUndefined();
  });

  it('of 1024 bits is to be changed', async () => {
    expect(await dkim([dkimRecord(other.publicKey)], null)).toMatchObject({ state: 'advice' });
  });
});

describe('DMARC', () => {
  const at = (domain: string, ...texts: string[]) => ({ [`_dmarc.${domain} TXT`]: texts });
  it.each<Row>([
    ['has none', {}, 'fault', /no policy/, '_dmarc.example.com v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
    ['has its own', at('news.example.com', 'v=DMARC1; p=reject; rua=mailto:d@example.com'), 'good', /^p=reject$/, null],
    [
      'has that of the organizational domain',
      at('example.com', 'v=DMARC1;p=reject;sp=quarantine;rua=mailto:d@example.com'),
      'good',
      /p=quarantine of the organizational domain/,
      null,
    ],
    ['has no reports', at('news.example.com', 'v=DMARC1; p=none'), 'advice', /rua=mailto/, null],
    ['has two', at('news.example.com', 'v=DMARC1; p=none', 'v=DMARC1; p=reject'), 'fault', /none of them counts/, null],
    ['has no policy in it', at('news.example.com', 'v=DMARC1; rua=mailto:d@example.com'), 'fault', /no valid p=/, null],
    ['has an odd policy', at('news.example.com', 'v=DMARC1; p=maybe'), 'fault', /no valid p=/, null],
    ['is not answered', { '_dmarc.news.example.com TXT': 'DNS: ESERVFAIL' }, 'unknown', /ESERVFAIL/, null],
  ])('%s', async (_what, records, state, says, publish) => {
    const finding = await checkDmarc('news.example.com', aZone(records));
    expect(finding).toMatchObject({ state, says: expect.stringMatching(says) });
    if (publish) expect(valueOf(finding)).toBe(publish);
  });
});

describe('MX', () => {
  it.each<Row>([
    ['has hosts', { 'example.com MX': ['mx1.example.com', 'mx2.example.com'] }, 'good', /^mx1.example.com, mx2/, null],
    ['is null', { 'example.com MX': [''] }, 'fault', /null MX/, null],
    ['is the address', { 'example.com A': [address] }, 'advice', /stands for it/, null],
    ['is nowhere', {}, 'fault', /neither/, null],
    ['is not answered', { 'example.com MX': 'DNS: ETIMEOUT' }, 'unknown', /ETIMEOUT/, null],
  ])('%s', async (_what, records, state, says) => {
    expect(await checkMx('example.com', aZone(records))).toMatchObject({ state, says: expect.stringMatching(says) });
  });
});

describe('block lists', () => {
  const zen = '7.113.0.203.zen.spamhaus.org A';
  const cop = '7.113.0.203.bl.spamcop.net A';
  const barracuda = '7.113.0.203.b.barracudacentral.org A';
  it.each<Row>([
    ['hold nothing', {}, 'good', /not listed by Spamhaus ZEN, SpamCop, Barracuda$/, null],
    ['hold the address', { [zen]: ['127.0.0.2', '127.0.0.10'] }, 'fault', /listed by Spamhaus ZEN \(https/, null],
    ['expect no mail from it', { [zen]: ['127.0.0.10'] }, 'fault', /no mail is expected/, null],
    ['refuse this resolver', { [zen]: ['127.255.255.254'] }, 'good', /no answer of Spamhaus ZEN/, null],
    [
      'do not answer at all',
      { [zen]: ['127.255.255.254'], [cop]: 'DNS: ETIMEOUT', [barracuda]: 'DNS: EREFUSED' },
      'unknown',
      /no list answered/,
      null,
    ],
  ])('%s', async (_what, records, state, says) => {
    expect(await checkLists(address, 'addresses', aZone(records))).toMatchObject({
      state,
      says: expect.stringMatching(says),
    });
  });

  it('hold a domain', async () => {
    const zone = aZone({ 'example.com.dbl.spamhaus.org A': ['127.0.1.2'] });
    expect(await checkLists('example.com', 'domains', zone)).toMatchObject({ state: 'fault' });
  });
});

test('of an address that is not known its name is told, and when it will be', async () => {
  expect(await checkPtr({ address: null, ehloName: 'mail.example.com' }, aZone({}))).toEqual({
    check: 'PTR',
    about: 'mail.example.com',
    state: 'unknown',
    says: 'the address is known after the deploy: then it needs this name, and this name the address',
  });
});

test('a sender without any record has a fault in each check, and one with all of them has none', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sender = {
    addresses: [{ address, ehloName: 'mail.example.com' }],
    fromDomains: ['example.com'],
    returnDomains: ['bounce.example.com'],
    keys: [{ domain: 'example.com', selector: 's1', key: privateKey }],
  };
  const faults = (findings: readonly Finding[]) => findings.filter(({ state }) => state === 'fault');
  const bare = await checkSender(sender, aZone({}), async () => ({ result: 'none', comment: '' }));
  expect(new Set(faults(bare).map(({ check }) => check))).toEqual(new Set(['PTR', 'SPF', 'DKIM', 'DMARC', 'MX']));

  const published: Records = {
    [ptr]: ['mail.example.com'],
    'mail.example.com A': [address],
    'bounce.example.com TXT': [`v=spf1 ip4:${address} -all`],
    's1._domainkey.example.com TXT': [dkimRecord(privateKey)],
    '_dmarc.example.com TXT': ['v=DMARC1; p=none; rua=mailto:dmarc@example.com'],
    'example.com MX': ['mx.example.com'],
    'bounce.example.com MX': ['mx.example.com'],
  };
  const full = await checkSender(sender, aZone(published), async () => ({ result: 'pass', comment: '' }));
  expect(full.filter(({ state }) => state !== 'good')).toEqual([]);
});
