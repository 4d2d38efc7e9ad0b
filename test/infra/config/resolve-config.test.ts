import { describe, expect, test } from 'vitest';
import { config } from '#infra/config.ts';
import { type Config, ConfigError, resolveConfig } from '#infra/config/resolve-config.ts';
import type { PipelineConfigInput } from '#infra/config/schema.ts';

const bulk = { egress: 'main', batchSize: 100, batchingWindowSeconds: 2, maximumConcurrency: 40 };
/** Found by trying: its hash ends where that of "main" does. */
const sameSubnet = 'egress-x908';
const mx = { kind: 'mx', name: 'main', ehloName: 'mta1.example.com' } as const;

function refusal(change: Partial<PipelineConfigInput> | Record<string, unknown>, stage = 'prod'): string {
  try {
    // What JavaScript lets a user write, also where the types would not.
    resolveConfig({ ...config, ...change }, stage);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

test('the shipped configuration is right as it is', () => {
  expect(resolveConfig(config, 'prod')).toMatchObject({
    functionTimeoutSeconds: 300,
    maxMessageBytes: 25_000_000,
    ledgerTtlDays: 30,
    lanes: { bulk: { doubtPolicy: 'resend', maxSessions: 10 } },
  });
});

test('limits may be texts, one text, or fields', () => {
  const host = 'email-smtp.eu-central-1.amazonaws.com';
  for (const limits of [['10 connections', '1,000/h'], { connections: 10, rate: '1,000/h' }]) {
    expect(resolveConfig({ ...config, limits: { [host]: limits } }, 'prod').limits).toEqual({
      [host]: { connections: 10, rate: '1,000/h' },
    });
  }
  expect(resolveConfig({ ...config, limits: { [host]: '14/s' } }, 'prod').limits).toEqual({ [host]: { rate: '14/s' } });
});

test('a stage replaces what it names and shares the rest', () => {
  const staged: Config = { ...config, stages: { prod: {}, staging: { ledgerTtlDays: 40 } } };
  expect(resolveConfig(staged, 'staging').ledgerTtlDays).toBe(40);
  expect(resolveConfig(staged, 'staging').lanes).toEqual(resolveConfig(staged, 'prod').lanes);
  expect(resolveConfig(staged, 'prod').ledgerTtlDays).toBe(30);
});

describe('a wrong configuration is refused with the field and the fix:', () => {
  test.each([
    ['an unknown field', { ledgerTtl: 3 }, /ledgerTtl: no such field; did you mean ledgerTtlDays/],
    [
      'an unknown egress',
      { lanes: { bulk: { ...bulk, egress: 'aws' } }, defaultLane: 'bulk' },
      /lanes\.bulk\.egress: "aws" is no egress; use one of: main/,
    ],
    [
      'an unknown default lane',
      { defaultLane: 'news' },
      /defaultLane: "news" is no lane; use one of: transactional, bulk/,
    ],
    ['no lane', { lanes: {} }, /lanes: name at least one lane/],
    [
      'a DKIM domain in capitals',
      { dkim: [{ domain: 'Example.com', selector: 's', secretName: 'k' }] },
      /dkim\.0\.domain: .*write "example\.com"/,
    ],
    [
      'two keys of one domain',
      { dkim: ['a', 'b'].map((selector) => ({ domain: 'example.com', selector, secretName: selector })) },
      /dkim\.1\.domain: "example\.com" has a key/,
    ],
    [
      'a selector that is none',
      { dkim: [{ domain: 'example.com', selector: 's_1', secretName: 'k' }] },
      /dkim\.0\.selector: .*use labels of DNS/,
    ],
    ['a return path that is no address', { returnPath: { kind: 'fixed', address: 'bounces' } }, /returnPath\.address/],
    ['a Feedback-ID sender too short', { feedbackSender: 'abc' }, /feedbackSender: .*use 5 to 15/],
    ['an unknown suppression', { suppression: { hardBounces: 'lane' } }, /suppression\.hardBounces/],
    ['a lane name with capitals', { lanes: { Bulk: bulk }, defaultLane: 'Bulk' }, /lanes\.Bulk: use lower-case words/],
    [
      'a lane named as the submit queue',
      { lanes: { submit: bulk }, defaultLane: 'submit' },
      /lanes\.submit: .*choose another/,
    ],
    [
      'a large batch without a window',
      { lanes: { bulk: { ...bulk, batchingWindowSeconds: 0 } }, defaultLane: 'bulk' },
      /lanes\.bulk\.batchingWindowSeconds: .*use at least 1/,
    ],
    [
      'an unknown TLS policy',
      { lanes: { bulk: { ...bulk, tls: 'always' } }, defaultLane: 'bulk' },
      /lanes\.bulk\.tls: .*"opportunistic", "required" or "verified"/,
    ],
    [
      'too little concurrency',
      { lanes: { bulk: { ...bulk, maximumConcurrency: 2 } }, defaultLane: 'bulk' },
      /lanes\.bulk\.maximumConcurrency: .*use at least 4/,
    ],
    [
      'a rate that cannot be read',
      { limits: { 'example.net': { rate: 'fast' } } },
      /limits\.example\.net\.rate: rate "fast" is not of the form "60\/10s"/,
    ],
    [
      'a limit as text that cannot be read',
      { limits: { 'example.net': ['60/10s', 'five connections'] } },
      /limits\.example\.net: limit "five connections" cannot be read; write "5 connections"/,
    ],
    [
      'a limit that is no text',
      { limits: { 'example.net': [5] } },
      /limits\.example\.net: limit "5" cannot be read; write "5 connections"/,
    ],
    ['records that end before the mail does', { ledgerTtlDays: 7 }, /ledgerTtlDays: .*use at least 18/],
    ['a time-out that Lambda does not have', { functionTimeoutSeconds: 1000 }, /functionTimeoutSeconds: .*900/],
    [
      'a wrong content source',
      { contentSources: ['s3://bucket/mail'] },
      /contentSources\.0: .*write "bucket\/prefix\/": without "s3:\/\/" or wildcards/,
    ],
    [
      'a content source without its last slash, which would stand for its neighbours too',
      { contentSources: ['bucket/mail'] },
      /contentSources\.0: .*write "bucket\/prefix\/".*last slash/,
    ],
    ['a content source with a wildcard', { contentSources: ['bucket/*/'] }, /contentSources\.0: .*wildcards/],
    [
      'a From-domain that can match nothing',
      { senders: [{ senderId: '*', domains: ['*example.com'] }] },
      /senders\.0\.domains\.0: .*write "example\.com"/,
    ],
    ['a limit for a site in capitals', { limits: { 'EXAMPLE.net': {} } }, /limits\.EXAMPLE\.net: sites are lower case/],
    [
      'a limit for a domain where all mail goes to a relay',
      { limits: { 'example.net': { connections: 5 } } },
      /limits\.example\.net: under "relay" .* name email-smtp/,
    ],
    ['a wrong alarm address', { alarms: { email: 'me' } }, /alarms\.email: .*give one e-mail address/],
    [
      'two egresses of one name',
      { egresses: [...config.egresses, ...config.egresses] },
      /egresses\.1\.name: "main" is taken/,
    ],
    [
      'an egress whose name the bucket table has another use for',
      { egresses: config.egresses.map((egress) => ({ ...egress, name: 'limits' })) },
      /egresses\.0\.name: "limits" has a meaning of its own/,
    ],
    [
      'a sender without domains',
      { senders: [{ senderId: 'AIDA', domains: [] }] },
      /senders\.0\.domains: .*name at least one/,
    ],
    [
      'an egress of no kind',
      { egresses: [{ ...mx, kind: 'smtp' }] },
      /egresses\.0\.kind: .*use kind "relay" .* or "mx"/,
    ],
    ['a zone that no region has', { egresses: [{ ...mx, zone: 4 }] }, /egresses\.0\.zone: .*use 1, 2 or 3/],
    [
      'an address that is not whole',
      { egresses: [{ ...mx, elasticIp: { allocationId: 'eipalloc-0a1b2c3d', address: '203.0.113' } }] },
      /egresses\.0\.elasticIp\.address: .*give the address itself, such as "203\.0\.113\.7"/,
    ],
    [
      'an allocation that is none',
      { egresses: [{ ...mx, elasticIp: { allocationId: '203.0.113.7', address: '203.0.113.7' } }] },
      /egresses\.0\.elasticIp\.allocationId: .*write "eipalloc-…"/,
    ],
    [
      'two egresses of one address',
      {
        egresses: ['main', 'second'].map((name) => ({
          ...mx,
          name,
          ehloName: `${name}.example.com`,
          elasticIp: { allocationId: 'eipalloc-0a1b2c3d', address: '203.0.113.7' },
        })),
      },
      /egresses\.1\.elasticIp: "main" has this address/,
    ],
    [
      'two addresses of one name',
      { egresses: [mx, { ...mx, name: 'second' }] },
      /egresses\.1\.ehloName: "main" has this name/,
    ],
    [
      'two egresses whose names give one subnet',
      {
        egresses: ['main', sameSubnet].map((name) => ({ ...mx, name, ehloName: `${name}.example.com` })),
      },
      /egresses\.1\.name: its subnet, .* is that of "main"; rename the one that is not deployed/,
    ],
    [
      'endpoints without a network',
      { network: { interfaceEndpoints: true } },
      /network\.interfaceEndpoints: without an egress of kind "mx"/,
    ],
    [
      'routes, deployed',
      { routes: { 'a.test': { host: '127.0.0.1', port: 25 } } },
      /routes: only stage local takes routes; remove them/,
    ],
  ])('%s', (_, change, message) => {
    expect(refusal(change)).toMatch(message);
  });

  test('a stage that is not there', () => {
    expect(refusal({}, 'test')).toBe('there is no stage "test"; add it to `stages`, or use one of: prod, local');
    expect(refusal({}, 'constructor')).toMatch(/there is no stage "constructor"/);
    expect(refusal({ stages: { Prod: {} } }, 'Prod')).toMatch(/stages\.Prod: use lower-case words/);
    expect(refusal({ stages: { 'eu-state': {} } }, 'eu-state')).toMatch(/stages\.eu-state: .*choose another/);
  });

  test('all faults of a kind at once', () => {
    expect(refusal({ ledgerTtlDays: 7, defaultLane: 'news' })).toMatch(/defaultLane: (.|\n)*ledgerTtlDays: /);
  });

  test('overrides of a deployed stage', () => {
    expect(() => resolveConfig(config, 'prod', { maxConcurrency: 4 })).toThrow(/Only stage local takes overrides/);
  });
});
