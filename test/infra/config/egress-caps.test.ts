import { describe, expect, test } from 'vitest';
import { deliverEnvironmentSchema } from '#functions/deliver/environment.ts';
import { submitEnvironmentSchema } from '#functions/submit/environment.ts';
import { config } from '#infra/config.ts';
import { ConfigError, resolveConfig } from '#infra/config/resolve-config.ts';
import { urgencyOf } from '#infra/config/urgency-of.ts';
import { parseEnvironment } from '#shared/lambda/environment.ts';
import { readResources } from '../support/read-resources.ts';
import { synthesise } from '../support/synthesise.ts';

const host = 'smtp.relay.test';
const relay = { kind: 'relay', name: 'main', host } as const;
const place = { startDate: '2026-12-01', timeZone: 'Europe/Berlin' };
const growth = { firstDay: 50, growth: 1.5, until: 100_000 };
const warmUp = { ...place, ...growth, sites: { [host]: { dailyCaps: [20, 40], timeZone: 'UTC' } } };
const limits = { connections: 20, rate: '14/s' };

/** What is said of an egress with these caps; of JavaScript too, which may state what the types would not take. */
function refusal(caps: object, stage = 'prod'): string {
  try {
    resolveConfig({ ...config, egresses: [{ ...relay, ...caps }] }, stage);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('caps of an egress', () => {
  test('are accepted and reach the functions', () => {
    const { functions } = readResources(
      synthesise({ stage: 'prod', config: { ...config, egresses: [{ ...relay, warmUp, limits }] } }),
    );
    const senders = functions.filter(({ id }) => /^Lane.*Deliver/.test(id));
    expect(senders).toHaveLength(2);
    for (const { Environment } of senders) {
      const { EGRESS } = parseEnvironment(deliverEnvironmentSchema, Environment.Variables);
      expect(EGRESS).toMatchObject({ warmUp, limits });
    }
    const submit = functions.find(({ id }) => id.startsWith('SubmitFunction'));
    const { EGRESSES } = parseEnvironment(submitEnvironmentSchema, submit?.Environment.Variables ?? {});
    expect(EGRESSES).toMatchObject([{ warmUp, limits }]);
  });

  test('are not those of the local run, unless it states its own', () => {
    const capped = { ...config, egresses: [{ ...relay, warmUp, limits }] };
    const [uncapped] = resolveConfig(capped, 'local').egresses;
    expect(uncapped).toMatchObject({ kind: 'mx', name: 'local', ehloName: 'localhost.localdomain' });
    expect(uncapped).not.toHaveProperty('limits');
    expect(uncapped).not.toHaveProperty('warmUp');
    const own = { warmUp: { ...place, dailyCaps: [5], sites: { 'five.test': growth } }, limits: { connections: 3 } };
    expect(resolveConfig(config, 'local', { egressCaps: own }).egresses).toMatchObject([own]);
  });

  test.each<[string, object, RegExp]>([
    ['no caps', place, /warmUp\.dailyCaps: state the messages of each day, or firstDay, growth and until/],
    ['no day', { ...place, dailyCaps: [] }, /warmUp\.dailyCaps: .*state the messages of one day at least/],
    ['a day without mail', { ...place, dailyCaps: [50, 0] }, /warmUp\.dailyCaps\.1: .*use 1 message a day or more/],
    ['half a message', { ...place, dailyCaps: [0.5] }, /warmUp\.dailyCaps\.0: .*use a whole number/],
    ['no growth', { ...place, ...growth, growth: 1 }, /warmUp\.growth: .*use more than 1, such as 1\.2/],
    [
      'growth without an end',
      { ...place, firstDay: 50, growth: 2 },
      /warmUp\.until: is missing; growth needs firstDay/,
    ],
    ['an end before the beginning', { ...place, ...growth, until: 50 }, /warmUp\.until: use more than firstDay.* 50/],
    ['caps and growth', { ...place, ...growth, dailyCaps: [50] }, /warmUp\.firstDay: dailyCaps are stated too/],
    ['no first day', { timeZone: 'UTC', dailyCaps: [50] }, /warmUp\.startDate: .*write the first day as "2026-12-01"/],
    [
      'a date in words',
      { ...place, ...growth, startDate: '1 December' },
      /warmUp\.startDate: .*write the first day as/,
    ],
    [
      'a date that is none',
      { ...place, ...growth, startDate: '2027-02-29' },
      /warmUp\.startDate: .*write the first day/,
    ],
    ['no zone', { startDate: '2026-12-01', dailyCaps: [50] }, /warmUp\.timeZone: .*use a name of the IANA database/],
    [
      'no such zone',
      { ...place, ...growth, timeZone: 'Berlin' },
      /warmUp\.timeZone: no such time zone.*Europe\/Berlin/,
    ],
    ['an unknown field', { ...place, ...growth, weeks: 3 }, /warmUp\.weeks: no such field/],
    ['a site in capitals', { ...place, sites: { Gmail: growth } }, /warmUp\.sites\.Gmail: .*write "gmail"/],
    [
      'a site without caps',
      { ...place, ...growth, sites: { [host]: {} } },
      /warmUp\.sites\.smtp\.relay\.test\.dailyCaps: state the messages of each day/,
    ],
    [
      'a site that is not the relay',
      { ...place, ...growth, sites: { gmail: growth } },
      /egresses\.0\.warmUp\.sites\.gmail: under "relay" all mail goes to the relay.*name smtp\.relay\.test$/,
    ],
  ])('a warm-up with %s is refused with the field and the fix', (_, faulty, message) => {
    expect(refusal({ warmUp: faulty })).toMatch(message);
  });

  test.each<[string, object, RegExp]>([
    ['no connection', { connections: 0 }, /egresses\.0\.limits\.connections: .*use 1 connection or more/],
    ['a rate that cannot be read', { rate: 'fast' }, /egresses\.0\.limits\.rate: rate "fast" is not of the form/],
    ['a limit that a total has not', { messagesPerConnection: 5 }, /limits\.messagesPerConnection: no such field/],
  ])('a total with %s is refused with the field and the fix', (_, faulty, message) => {
    expect(refusal({ limits: faulty })).toMatch(message);
  });
});

describe('the urgency of a lane', () => {
  const lane = (egress: string, urgent: boolean) => ({ egress, urgent });

  test('is urgent, or yields to an urgent lane of the same egress', () => {
    const [urgent, bulk, elsewhere] = [lane('main', true), lane('main', false), lane('other', false)] as const;
    const all = [urgent, bulk, elsewhere];
    expect(all.map((one) => urgencyOf(one, all))).toEqual(['urgent', 'yields', 'none']);
    expect(urgencyOf(bulk, [bulk, elsewhere])).toBe('none');
  });

  test('reaches the senders: as shipped, transactional mail goes before bulk', () => {
    const { functions } = readResources(synthesise({ stage: 'prod' }));
    const urgencies = functions
      .filter(({ id }) => /^Lane.*Deliver/.test(id))
      .map(({ Environment }) => [Environment.Variables['LANE'], Environment.Variables['URGENCY']]);
    expect(Object.fromEntries(urgencies)).toEqual({ transactional: 'urgent', bulk: 'yields' });
  });
});
