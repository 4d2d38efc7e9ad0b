import { describe, expect, test } from 'vitest';
import { config as shipped } from '#infra/config.ts';
import { nearestName } from '#infra/config/nearest-name.ts';
import { parseConfig } from '#infra/config/parse-config.ts';
import { pipelineConfigSchema } from '#infra/config/schema.ts';
import { ConfigError, resolveConfig } from '#infra/config/resolve-config.ts';

const { stages: _, ...right } = shipped;
const bulk = { egress: 'main', batchSize: 600, batchingWindowSeconds: 2, maximumConcurrency: 40 };
const relay = { kind: 'relay', name: 'main', host: 'smtp.example.com' };
const mx = { kind: 'mx', name: 'main', ehloName: 'mta1.example.com' };

/** What is said of the shipped configuration with this change. */
function faultsOf(change: object): readonly string[] {
  const parsed = parseConfig(pipelineConfigSchema, { ...right, ...change });
  return parsed.isRight ? [] : parsed.faults;
}
const inLane = (change: object) => ({ lanes: { bulk: { ...bulk, ...change } }, defaultLane: 'bulk' });
const inEgress = (egress: object) => ({ egresses: [egress] });

describe('a mistake is told by the field, what was given and what would be right:', () => {
  const mistakes: readonly (readonly [object, string])[] = [
    // A field that is missing.
    [inLane({ batchSize: undefined }), 'lanes.bulk.batchSize: is missing; give a whole number from 1 to 10000'],
    [inLane({ egress: undefined }), 'lanes.bulk.egress: is missing; name one of the egresses'],
    [{ defaultLane: undefined }, 'defaultLane: is missing; name one of the lanes'],
    [{ lanes: undefined }, 'lanes: is missing; name at least one lane'],
    [{ senders: undefined }, 'senders: is missing; give a list, each entry an object with senderId, domains'],
    [{ egresses: [] }, 'egresses: is empty; name at least one egress'],
    [
      inEgress({ ...relay, host: undefined }),
      'egresses.0.host: is missing; give a full host name, such as "email-smtp.eu-central-1.amazonaws.com"',
    ],
    [
      inEgress({ ...mx, ehloName: undefined }),
      'egresses.0.ehloName: is missing; give a full host name, such as "mta1.example.com"',
    ],
    [
      inEgress({ ...relay, kind: undefined }),
      'egresses.0.kind: is missing; use kind "relay" (a smart host) or "mx" (direct)',
    ],
    [{ suppression: {} }, 'suppression.hardBounces: is missing; give "global", "stream" or "off"'],
    // A value of another type.
    [inLane({ batchSize: 'ten' }), 'lanes.bulk.batchSize: "ten" is no number; give a whole number from 1 to 10000'],
    [
      inLane({ batchingWindowSeconds: 1.5 }),
      'lanes.bulk.batchingWindowSeconds: 1.5 is no whole number; give a whole number of seconds from 0 to 300',
    ],
    [inLane({ urgent: 'yes' }), 'lanes.bulk.urgent: "yes" is neither true nor false; give true or false'],
    [inLane({ doubtPolicy: 'ask' }), 'lanes.bulk.doubtPolicy: "ask" is not known; give "resend" or "hold"'],
    [
      { lanes: { bulk: 600 } },
      'lanes.bulk: 600 is no object; give an object with batchSize, batchingWindowSeconds, egress, maximumConcurrency',
    ],
    [
      inEgress({ ...relay, host: 25 }),
      'egresses.0.host: 25 is no text; give a full host name, such as "email-smtp.eu-central-1.amazonaws.com"',
    ],
    [{ egresses: relay }, 'egresses: an object is no list; give a list, each entry an object of kind "relay" or "mx"'],
    [
      inEgress({ ...relay, kind: 'smtp' }),
      'egresses.0.kind: "smtp" is not known; use kind "relay" (a smart host) or "mx" (direct)',
    ],
    [inEgress({ ...mx, zone: 'a' }), 'egresses.0.zone: "a" is no number; use 1, 2 or 3'],
    [{ contentSources: 'mail/' }, 'contentSources: "mail/" is no list; give a list, each entry text'],
    [{ alarms: { email: true } }, 'alarms.email: true is no text; give one e-mail address'],
    [
      { dkim: [{ domain: 'Example.com', selector: 's', secretName: 'k' }] },
      'dkim.0.domain: "Example.com" is not right; write "example.com": lower case, A-labels',
    ],
    // The name of a secret.
    [
      inEgress({ ...relay, secretName: 'sluice/smtp-secret' }),
      'egresses.0.secretName: "sluice/smtp-secret" is not right; a hyphen and six characters at the end are taken for what Secrets ' +
        'Manager appends; make the secret under another name',
    ],
    [
      inEgress({ ...relay, secretName: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:sluice/smtp-AbCdEf' }),
      'egresses.0.secretName: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:sluice… is not right; give the name, such as ' +
        '"sluice/smtp": the ARN without all up to "secret:" and the hyphen and six characters at its end',
    ],
    [
      inEgress({ ...relay, secretName: 'sluice/*' }),
      'egresses.0.secretName: "sluice/*" is not right; name one secret of Secrets Manager, such as "sluice/smtp": letters, digits ' +
        'and /_+=.@-, at most 512',
    ],
    [
      { dkim: [{ domain: 'example.com', selector: 's1', secretName: '' }] },
      'dkim.0.secretName: name one secret of Secrets Manager, such as "sluice/dkim/example.com": letters, digits ' +
        'and /_+=.@-, at most 512',
    ],
    [
      { returnPath: { kind: 'verp', domain: 'bounce.example.com', secretName: 'verp-secret' } },
      'returnPath.secretName: "verp-secret" is not right; a hyphen and six characters at the end are taken for what Secrets Manager ' +
        'appends; make the secret under another name',
    ],
    [
      { returnPath: { kind: 'verp', domain: 'bounce.example.com' } },
      'returnPath.secretName: is missing; name one secret of Secrets Manager, such as "sluice/verp": letters, digits and /_+=.@-, ' +
        'at most 512',
    ],
    // One out of range.
    [inLane({ batchSize: 20_000 }), 'lanes.bulk.batchSize: 20000 is too large; use at most 10000'],
    [inLane({ maxSessions: 0 }), 'lanes.bulk.maxSessions: 0 is too small; use at least 1'],
    [{ functionTimeoutSeconds: 1000 }, 'functionTimeoutSeconds: 1000 is too large; use at most 900'],
    // A field that there is not.
    [{ ledgerTtl: 30 }, 'ledgerTtl: no such field; did you mean ledgerTtlDays?'],
    [inLane({ maxSession: 5 }), 'lanes.bulk.maxSession: no such field; did you mean maxSessions?'],
    [inEgress({ ...relay, prot: 465 }), 'egresses.0.prot: no such field; did you mean port?'],
    [{ network: { vpcId: 'vpc-1' } }, 'network.vpcId: no such field; remove it, or use one of: interfaceEndpoints'],
    // Limits.
    [
      { limits: { 'example.org': 5 } },
      'limits.example.org: 5 is no object; give an object with any of connections, rate, messagesPerConnection',
    ],
    [
      { limits: { 'example.org': '5 conections' } },
      'limits.example.org: limit "5 conections" cannot be read; write "5 connections", "60/10s", "1,000/h" or "50 per connection"',
    ],
    [
      { limits: { 'example.org': { connections: '5' } } },
      'limits.example.org.connections: "5" is no number; give a whole number from 1 to 1000',
    ],
    [
      { limits: { 'example.org': { rate: 60 } } },
      'limits.example.org.rate: 60 is no text; rate "60" is not of the form "60/10s", "1,000/h" or "5/s"',
    ],
    [{ limits: { 'example.org': { rates: '60/10s' } } }, 'limits.example.org.rates: no such field; did you mean rate?'],
    // Durations.
    [
      inLane({ retry: { delaysMs: ['1h'], giveUpAfterMs: 86_400_000 } }),
      'lanes.bulk.retry.delaysMs.0: "1h" is no number; give a whole number of milliseconds (an hour has 3600000) from 1',
    ],
    [
      inLane({ retry: { delaysMs: [60_000], giveUpAfterMs: '4 days' } }),
      'lanes.bulk.retry.giveUpAfterMs: "4 days" is no number; give a whole number of milliseconds (an hour has 3600000) from 1',
    ],
    [
      inLane({ retry: { delaysMs: [], giveUpAfterMs: 86_400_000 } }),
      'lanes.bulk.retry.delaysMs: is empty; use at least 1',
    ],
    [{ ledgerTtlDays: '30d' }, 'ledgerTtlDays: "30d" is no number; give a whole number of days from 1'],
    [
      inEgress({ ...mx, warmUp: { startDate: '1 December', timeZone: 'UTC', dailyCaps: [50] } }),
      'egresses.0.warmUp.startDate: "1 December" is not right; write the first day as "2026-12-01"',
    ],
  ];

  test.each(mistakes.map(([change, line]) => ({ line, change })))('$line', ({ line, change }) => {
    expect(faultsOf(change)).toEqual([line]);
  });

  test('all of them at once, a line each', () => {
    expect(faultsOf({ ...inLane({ batchSize: 'ten', urgentt: true }), ledgerTtl: 3 })).toHaveLength(3);
  });
});

test.each([
  [{ ...shipped, stages: undefined }, 'stages: is missing; name the stages to deploy, such as { prod: {} }'],
  [
    { ...shipped, stages: { prod: 3 } },
    'stages.prod: 3 is no object; give an object with the fields that it replaces, or {}',
  ],
])('wrong stages are refused: %#', (config, line) => {
  // What JavaScript lets a user write, also where the types would not.
  expect(() => resolveConfig(config as unknown as typeof shipped, 'prod')).toThrow(ConfigError);
  expect(() => resolveConfig(config as unknown as typeof shipped, 'prod')).toThrow(line);
});

test('a local run is told of a mistake in the same words', () => {
  const config = { ...shipped, lanes: { bulk: 600 } } as unknown as typeof shipped;
  expect(() => resolveConfig(config, 'local')).toThrow(/lanes\.bulk: 600 is no object; give an object with batchSize/);
});

test('a name is guessed from two slips of the pen at most, or from its beginning', () => {
  const names = ['kind', 'name', 'host', 'port', 'ledgerTtlDays', 'defaultLane'];
  const guesses = ['prot', 'hosts', 'nmae', 'defaultlane', 'ledgerTtl', 'tls', 'x', 'hsotname'].map((written) => [
    written,
    nearestName(written, names),
  ]);
  expect(guesses).toEqual([
    ['prot', 'port'],
    ['hosts', 'host'],
    ['nmae', 'name'],
    ['defaultlane', 'defaultLane'],
    ['ledgerTtl', 'ledgerTtlDays'],
    ['tls', undefined],
    ['x', undefined],
    ['hsotname', undefined],
  ]);
});
