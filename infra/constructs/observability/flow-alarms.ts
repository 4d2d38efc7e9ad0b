import type { AlarmDefinition } from './alarm-definition.ts';

/**
 * So much mail that was pushed back or paced in one period, and none delivered, is no chance. At a site that is shut one message
 * tries now and then and the rest is paced: what is pushed back alone stays small.
 */
const heldUp = 20;

/** Is mail flowing? */
export const flowAlarms: readonly AlarmDefinition[] = [
  {
    name: 'nothing-delivered',
    severity: 'page',
    question: 'Is nothing delivered although mail waits?',
    when:
      'a lane delivers nothing while its ready queue is never empty, while mail is in flight and no invocation ends well, or while ' +
      `some mail is pushed back and more than ${heldUp} are that or paced`,
    periodMinutes: 5,
    datapoints: 3,
    of: 3,
    per: 'lane',
    watch: (metrics, { name, ready, sender }) => {
      const untaken = 'FILL(visible, 0) > 0';
      // What a crashed invocation took is in flight for its visibility time-out. Mail that waits for its `sendAt` is in flight now
      // and then, too: but those invocations end well.
      const crashed = '(FILL(inFlight, 0) > 0 AND (FILL(invocations, 0) - FILL(errors, 0)) < 1)';
      // Where nothing is pushed back, it is a day's cap that paces.
      const refused = `(FILL(deferred, 0) > 0 AND (FILL(deferred, 0) + FILL(paced, 0)) > ${heldUp})`;
      return {
        metric: metrics.formula(`IF(FILL(delivered, 0) < 1 AND (${untaken} OR ${crashed} OR ${refused}), 1, 0)`, {
          delivered: metrics.counter('Delivered', name),
          deferred: metrics.counter('Deferred', name),
          paced: metrics.counter('Paced', name),
          visible: metrics.queue(ready, 'ApproximateNumberOfMessagesVisible', 'Minimum'),
          inFlight: metrics.queue(ready, 'ApproximateNumberOfMessagesNotVisible', 'Minimum'),
          invocations: metrics.function(sender, 'Invocations', 'Sum'),
          errors: metrics.function(sender, 'Errors', 'Sum'),
        }),
        threshold: 0,
      };
    },
  },
  {
    name: 'mail-late',
    severity: 'page',
    question: 'Does mail wait for us too long?',
    when: 'half of the mail that is picked up untried waited longer than the lane’s `lateAfterMinutes`',
    periodMinutes: 5,
    datapoints: 3,
    of: 3,
    per: 'lane',
    watch: (metrics, { name, lateAfterMinutes }) => ({
      metric: metrics.ageAtPickup(name, 'p50'),
      threshold: 60 * lateAfterMinutes,
    }),
  },
  {
    name: 'submissions-late',
    severity: 'page',
    question: 'Are submissions not taken up?',
    when: 'the oldest message of the submit queue is older than 15 minutes',
    periodMinutes: 5,
    datapoints: 2,
    of: 2,
    per: 'pipeline',
    watch: (metrics, { submitQueue }) => ({
      metric: metrics.queue(submitQueue, 'ApproximateAgeOfOldestMessage'),
      threshold: 900,
    }),
  },
  {
    name: 'submissions-refused',
    severity: 'ticket',
    question: 'Does somebody enqueue what cannot be sent?',
    when: 'a submission is refused',
    periodMinutes: 5,
    datapoints: 1,
    of: 12,
    per: 'pipeline',
    watch: (metrics) => ({ metric: metrics.counter('Refused', 'none'), threshold: 0 }),
  },
];
