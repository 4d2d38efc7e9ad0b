import { describe, expect, it } from 'vitest';
import { config } from '#infra/config.ts';
import { alarmDefinitions } from '#infra/constructs/observability/alarm-definitions.ts';
import { synthesise } from '#test/infra/support/synthesise.ts';
import { alarmStates, type Timeline } from './alarm-states.ts';

const prod = synthesise({ stage: 'prod' });
const alarms = prod.ofType('AWS::CloudWatch::Alarm').map(({ properties }) => properties);
const named = (name: string) => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === `sluice-prod-${name}`);
  if (!alarm) throw new Error(`no alarm ${name}`);
  return alarm;
};

describe('the alarms of the stack', () => {
  it('are those of the list, one for the whole or one for each lane, function or dead-letter queue', () => {
    const places = {
      pipeline: [''],
      lane: ['-transactional', '-bulk'],
      function: ['-submit', '-deliver-transactional', '-deliver-bulk', '-feedback', '-watch'],
      'dead-letter queue': ['-submit', '-transactional', '-bulk', '-feedback'],
    };
    // No queue invokes the watch function: it has one alarm of its own. Feedback has the least concurrency that Lambda allows.
    const expected = alarmDefinitions
      .flatMap(({ name, per }) => places[per].map((place) => `sluice-prod-${name}${place}`))
      .filter((name) => {
        const isOfFunction = places.function.some((place) => name.endsWith(place));
        const isOfWatch = name.endsWith('-watch');
        return name.includes('-watch-fails') ? isOfWatch : !(isOfFunction && isOfWatch);
      })
      .filter((name) => !name.endsWith('-concurrency-near-cap-feedback'));
    expect(alarms.map(({ AlarmName }) => AlarmName)).toEqual(expected);
  });

  it('all tell the topic, carry their severity, and link to their article', () => {
    for (const { name, severity } of alarmDefinitions) {
      for (const alarm of alarms.filter(({ AlarmName }) => String(AlarmName).startsWith(`sluice-prod-${name}`))) {
        expect(alarm['AlarmActions'], name).toEqual([prod.outputs['AlarmsTopicArn']]);
        expect(alarm['AlarmDescription']).toMatch(new RegExp(`^${severity}: .*docs/runbook\\.md#${name}$`));
        expect(alarm['Tags']).toContainEqual({ Key: 'severity', Value: severity });
      }
    }
  });

  it('each watch no more metrics than CloudWatch allows a formula, 10', () => {
    for (const { AlarmName, Metrics = [] } of alarms) {
      expect((Metrics as unknown[]).length, String(AlarmName)).toBeLessThanOrEqual(11);
    }
  });

  it('each look back no further than CloudWatch lets them: a day, or a week by periods of an hour or longer', () => {
    for (const { AlarmName, EvaluationPeriods, ...alarm } of alarms) {
      const [, period] = /"Period":(\d+)/.exec(JSON.stringify(alarm)) ?? [];
      const periodSeconds = Number(period);
      const mostSeconds = periodSeconds < 3_600 ? 86_400 : 604_800;
      expect(periodSeconds * Number(EvaluationPeriods), String(AlarmName)).toBeLessThanOrEqual(mostSeconds);
    }
  });

  it('set complaints, which come days after their mail, against a week', () => {
    for (const name of ['complaints-high-bulk', 'complaints-critical-bulk']) {
      const periods = [...JSON.stringify(named(name)).matchAll(/"Period":(\d+)/g)].map(([, period]) => period);
      expect(new Set(periods)).toEqual(new Set(['604800']));
    }
  });

  it('have unlike names, with articles to find them by', () => {
    const names = alarmDefinitions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });
});

const none = null;
const four = <T>(value: T): T[] => Array.from({ length: 4 }, () => value);
/** What the alarm about the flow looks at; of what is not told here, nothing is counted. */
const flow = (told: Timeline & { readonly Delivered: Timeline[string] }): Timeline => {
  const nothing = told.Delivered.map(() => none);
  const queue = {
    ApproximateNumberOfMessagesVisible: nothing.map(() => 0),
    ApproximateNumberOfMessagesNotVisible: nothing.map(() => 0),
  };
  return { Deferred: nothing, Paced: nothing, Invocations: nothing, Errors: nothing, ...queue, ...told };
};
const states = (name: string, timeline: Timeline) => alarmStates(named(name), timeline).join(' ');

describe('an alarm goes off', () => {
  const cases: { name: string; what: string; timeline: Timeline; expected: string }[] = [
    {
      name: 'nothing-delivered-bulk',
      what: 'where mail waits and no sender takes it',
      timeline: flow({
        Delivered: [50, none, none, none, 20],
        ApproximateNumberOfMessagesVisible: [0, 10, 10, 10, 0],
      }),
      expected: 'OK OK OK ALARM OK',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'where many sites push everything back',
      timeline: flow({ Delivered: four(none), Deferred: [200, 300, 200, 200], Invocations: four(50) }),
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'where a relay cannot be reached: one message tries now and then, the others are paced',
      timeline: flow({
        Delivered: four(none),
        Deferred: [14, 5, 5, 4],
        Paced: [1_900, 2_000, 2_100, 2_000],
        Invocations: four(60),
      }),
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'where each invocation crashes, and the little mail that there is is in flight until it comes again',
      timeline: flow({
        Delivered: four(none),
        ApproximateNumberOfMessagesNotVisible: four(8),
        Invocations: [2, none, none, 1],
        Errors: [2, none, none, 1],
      }),
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'not where a day’s cap is used up, and all that is left is paced',
      timeline: flow({
        Delivered: four(none),
        Paced: four(2_000),
        ApproximateNumberOfMessagesNotVisible: four(6),
        Invocations: four(60),
      }),
      expected: 'OK OK OK OK',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'not where all that is there waits for its `sendAt`, which counts nothing',
      timeline: flow({
        Delivered: four(none),
        ApproximateNumberOfMessagesNotVisible: four(6),
        Invocations: four(60),
      }),
      expected: 'OK OK OK OK',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'not where one invocation takes its five minutes',
      timeline: flow({
        Delivered: [none, none, 1, none],
        ApproximateNumberOfMessagesNotVisible: [1, 1, 0, 0],
        Invocations: [1, none, 1, none],
      }),
      expected: 'OK OK OK OK',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'not in a quiet night in which one message is retried',
      timeline: flow({
        Delivered: four(none),
        Deferred: [1, none, 1, 1],
        Invocations: [1, none, 1, 1],
        ApproximateNumberOfMessagesVisible: [0, 0, none, none],
      }),
      expected: 'OK OK OK OK',
    },
    {
      name: 'nothing-delivered-bulk',
      what: 'not while a little goes through a full queue',
      timeline: flow({
        Delivered: four(1),
        Deferred: four(500),
        ApproximateNumberOfMessagesVisible: four(9_000),
        Invocations: four(100),
      }),
      expected: 'OK OK OK OK',
    },
    {
      name: 'mail-late-transactional',
      what: 'after a quarter of an hour in which urgent mail waited longer than that',
      timeline: { AgeAtPickupSeconds: [2, 901, 1_200, 1_500, none] },
      expected: 'OK OK OK ALARM OK',
    },
    {
      name: 'mail-late-bulk',
      what: 'not where a campaign takes half a day',
      timeline: { AgeAtPickupSeconds: [43_200, 43_200, 43_200, 43_200] },
      expected: 'OK OK OK OK',
    },
    {
      name: 'dead-letters-submit',
      what: 'with the first dead letter, until it is gone',
      timeline: { ApproximateNumberOfMessagesVisible: [0, 1, 1, 0] },
      expected: 'OK ALARM ALARM OK',
    },
    {
      name: 'site-blocked-bulk',
      what: 'at once, and for an hour after what was said once',
      timeline: { SiteBlocked: [none, 1, ...Array.from({ length: 12 }, () => none)] },
      expected: `OK ${'ALARM '.repeat(12)}OK`,
    },
    {
      name: 'site-suspended-bulk',
      what: 'not where a site is suspended now and then while its limit is learned',
      timeline: { SiteSuspended: [1, none, none, 2, none, none, 1, none, none, 1, none, none] },
      expected: Array.from({ length: 12 }, () => 'OK').join(' '),
    },
    {
      name: 'site-suspended-bulk',
      what: 'where it is suspended over and over',
      timeline: { SiteSuspended: [1, 1, none, 1, 1, none, 1, 1] },
      expected: 'OK OK OK OK OK OK OK ALARM',
    },
    {
      name: 'mail-unsendable-bulk',
      what: 'where the relay’s login cannot be read, and nothing else is counted',
      timeline: { Unsendable: [none, 1_900, 2_000, 2_000] },
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'bounces-critical-bulk',
      what: 'above 5 %',
      timeline: { Bounced: [40, 50, none], Returned: [none, 10, none], Delivered: [960, 950, 1_000] },
      expected: 'OK ALARM OK',
    },
    {
      name: 'bounces-critical-transactional',
      what: 'not where three of ten bounce',
      timeline: { Bounced: [3], Returned: [none], Delivered: [7] },
      expected: 'OK',
    },
    {
      name: 'bounces-high-bulk',
      what: 'above 2 % in two hours of three',
      timeline: {
        Bounced: [30, 10, 30, 30],
        Returned: [none, none, none, none],
        Delivered: [970, 990, 970, 970],
      },
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'complaints-high-bulk',
      what: 'above 0.1 % of a week’s deliveries',
      timeline: { Complained: [9, 11, none, 5], Delivered: [10_000, 10_000, 10_000, none] },
      expected: 'OK ALARM OK OK',
    },
    {
      name: 'complaints-critical-bulk',
      what: 'above 0.3 % of a week’s deliveries',
      timeline: { Complained: [30, 31], Delivered: [10_000, 10_000] },
      expected: 'OK ALARM',
    },
    {
      name: 'grants-contended-bulk',
      what: 'not where a site that is shut refuses a few senders',
      timeline: { Grants: Array.from({ length: 8 }, () => 5), GrantsRefused: Array.from({ length: 8 }, () => 400) },
      expected: Array.from({ length: 8 }, () => 'OK').join(' '),
    },
    {
      name: 'grants-contended-bulk',
      what: 'after half an hour of more than 4 refusals a grant',
      timeline: { Grants: Array.from({ length: 6 }, () => 200), GrantsRefused: Array.from({ length: 6 }, () => 900) },
      expected: 'OK OK OK OK OK ALARM',
    },
    {
      name: 'tables-throttled',
      what: 'where reads are refused for a quarter of an hour, and where writes are',
      timeline: {
        ReadThrottleEvents: [5, 5, 5, none, none, none, none],
        WriteThrottleEvents: [none, none, none, none, 1, 1, 1],
      },
      expected: 'OK OK ALARM OK OK OK ALARM',
    },
    {
      name: 'time-out-near-deliver-bulk',
      what: 'above 270 s of 300 s, twice in half an hour',
      timeline: { Duration: [271_000, 100_000, 290_000, 100_000] },
      expected: 'OK OK ALARM ALARM',
    },
    {
      name: 'concurrency-near-cap-deliver-transactional',
      what: 'after an hour with more than 13 invocations of the 15 that fresh mail has of 20',
      timeline: { ConcurrentExecutions: Array.from({ length: 12 }, () => 14) },
      expected: `${'OK '.repeat(11)}ALARM`,
    },
    {
      name: 'concurrency-near-cap-deliver-transactional',
      what: 'not where fresh mail could have more',
      timeline: { ConcurrentExecutions: Array.from({ length: 13 }, () => 13) },
      expected: Array.from({ length: 13 }, () => 'OK').join(' '),
    },
    {
      name: 'submissions-refused',
      what: 'with the first refused submission',
      timeline: { Refused: [none, 1] },
      expected: 'OK ALARM',
    },
  ];

  it.each(cases)('$name: $what', ({ name, timeline, expected }) => {
    expect(states(name, timeline)).toBe(expected);
  });
});

describe('the configuration', () => {
  const { bulk } = config.lanes;
  if (!bulk) throw new Error('the shipped configuration has a lane "bulk"');

  it('says when a lane is late, and where the runbook stands', () => {
    const own = synthesise({
      stage: 'prod',
      config: {
        ...config,
        lanes: { ...config.lanes, bulk: { ...bulk, lateAfterMinutes: 120 } },
        alarms: { runbookUrl: 'https://wiki.example.com/sluice/runbook.md' },
      },
    });
    const late = own
      .ofType('AWS::CloudWatch::Alarm')
      .find(({ properties }) => properties['AlarmName'] === 'sluice-prod-mail-late-bulk');
    expect(late?.properties).toMatchObject({
      Threshold: 7_200,
      AlarmDescription: expect.stringMatching(/https:\/\/wiki\.example\.com\/sluice\/runbook\.md#mail-late$/),
    });
  });

  it.each([
    [
      { alarms: { runbookUrl: 'docs/runbook.md' } },
      'alarms.runbookUrl: "docs/runbook.md" is not right; give the https:// address of your docs/runbook.md',
    ],
    [{ alarms: { email: 'operations' } }, 'alarms.email: "operations" is not right; give one e-mail address'],
    [
      { lanes: { ...config.lanes, bulk: { ...bulk, lateAfterMinutes: 20_000 } } },
      'lanes.bulk.lateAfterMinutes: 20000 is too large; use at most a week',
    ],
  ])('is refused where it is wrong: %j', (wrong, fault) => {
    expect(() => synthesise({ stage: 'prod', config: { ...config, ...wrong } })).toThrow(fault);
  });
});
