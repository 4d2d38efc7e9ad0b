import type { AlarmDefinition } from './alarm-definition.ts';
import { metricId } from './metric-id.ts';

/** Grants below this number in a period say nothing about contention. */
const fewGrants = 100;

/** What a schedule invokes runs for seconds in hours: an alarm over minutes would never see it. */
const hasQueue = ({ freshConcurrency }: { readonly freshConcurrency: number }) => freshConcurrency > 0;

/** Lambda allows no mapping less: a little steady mail runs two at once now and then, and nobody chose the number. */
const leastConcurrency = 2;

/** Does the machinery work? */
export const machineAlarms: readonly AlarmDefinition[] = [
  {
    name: 'dead-letters',
    severity: 'page',
    question: 'Did we fail to handle mail?',
    when: 'a message lies in a dead-letter queue',
    periodMinutes: 1,
    datapoints: 1,
    of: 1,
    per: 'dead-letter queue',
    watch: (metrics, queue) => ({
      metric: metrics.queue(queue, 'ApproximateNumberOfMessagesVisible'),
      threshold: 0,
    }),
  },
  {
    name: 'in-doubt',
    severity: 'ticket',
    question: 'May a recipient have got a message twice, or not at all?',
    when: 'an attempt ends without its reply being read',
    periodMinutes: 5,
    datapoints: 1,
    of: 12,
    per: 'lane',
    watch: (metrics, { name }) => ({ metric: metrics.counter('Doubted', name), threshold: 0 }),
  },
  {
    name: 'errors',
    severity: 'ticket',
    question: 'Do invocations fail?',
    when: 'invocations of a function end with an error or at the time-out',
    periodMinutes: 5,
    datapoints: 2,
    of: 6,
    per: 'function',
    watch: (metrics, fn) => (hasQueue(fn) ? { metric: metrics.function(fn, 'Errors', 'Sum'), threshold: 0 } : null),
  },
  {
    name: 'watch-fails',
    severity: 'ticket',
    question: 'Does nobody look at our DNS?',
    when: 'the function that a schedule invokes ends with an error',
    periodMinutes: 360,
    datapoints: 1,
    of: 1,
    per: 'function',
    watch: (metrics, fn) => (hasQueue(fn) ? null : { metric: metrics.function(fn, 'Errors', 'Sum'), threshold: 0 }),
  },
  {
    name: 'throttles',
    severity: 'ticket',
    question: 'Does Lambda refuse invocations?',
    when: 'invocations of a function are throttled',
    periodMinutes: 5,
    datapoints: 3,
    of: 3,
    per: 'function',
    watch: (metrics, fn) => (hasQueue(fn) ? { metric: metrics.function(fn, 'Throttles', 'Sum'), threshold: 0 } : null),
  },
  {
    name: 'time-out-near',
    severity: 'ticket',
    question: 'Do invocations come near their time-out?',
    when: 'an invocation takes more than 90 % of the function’s time-out',
    periodMinutes: 5,
    datapoints: 2,
    of: 6,
    per: 'function',
    watch: (metrics, fn) =>
      hasQueue(fn)
        ? { metric: metrics.function(fn, 'Duration', 'Maximum'), threshold: 0.9 * fn.timeoutSeconds * 1000 }
        : null,
  },
  {
    name: 'concurrency-near-cap',
    severity: 'ticket',
    question: 'Has fresh mail all the invocations that it may have?',
    when: `a function runs with more than 90 % of the invocations that fresh mail may have, where those are more than ${leastConcurrency}`,
    periodMinutes: 5,
    datapoints: 12,
    of: 12,
    per: 'function',
    watch: (metrics, fn) =>
      fn.freshConcurrency > leastConcurrency
        ? { metric: metrics.function(fn, 'ConcurrentExecutions', 'Maximum'), threshold: 0.9 * fn.freshConcurrency }
        : null,
  },
  {
    name: 'grants-contended',
    severity: 'ticket',
    question: 'Do senders fight for the limits instead of sending?',
    when: `more than 4 requests are refused for each grant, where there are at least ${fewGrants}`,
    periodMinutes: 5,
    datapoints: 6,
    of: 6,
    per: 'lane',
    watch: (metrics, { name }) => ({
      metric: metrics.formula(`IF(FILL(grants, 0) >= ${fewGrants}, FILL(refused, 0) / grants, 0)`, {
        grants: metrics.counter('Grants', name),
        refused: metrics.counter('GrantsRefused', name),
      }),
      threshold: 4,
    }),
  },
  {
    name: 'tables-throttled',
    severity: 'ticket',
    question: 'Does DynamoDB refuse our reads or writes?',
    when: 'reads or writes of any of the tables are throttled',
    periodMinutes: 5,
    datapoints: 3,
    of: 3,
    per: 'pipeline',
    watch: (metrics, { tables }) => {
      const throttled = tables.flatMap(({ name, table }) =>
        ['Read', 'Write'].map(
          (kind) =>
            [metricId(kind.toLowerCase(), name), table.metric(`${kind}ThrottleEvents`, { statistic: 'Sum' })] as const,
        ),
      );
      const sum = throttled.map(([id]) => `FILL(${id}, 0)`).join(' + ');
      return { metric: metrics.formula(sum, Object.fromEntries(throttled)), threshold: 0 };
    },
  },
];
