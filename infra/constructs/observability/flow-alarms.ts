import type { AlarmDefinition } from './alarm-definition.ts';

/** So many attempts that were all pushed back, in one period, are no chance. */
const pushedBack = 20;

/** Is mail flowing? */
export const flowAlarms: readonly AlarmDefinition[] = [
  {
    name: 'nothing-delivered',
    severity: 'page',
    question: 'Is nothing delivered although mail waits?',
    when: `a lane delivers nothing while its ready queue is never empty, or while more than ${pushedBack} attempts are pushed back`,
    periodMinutes: 5,
    datapoints: 3,
    of: 3,
    per: 'lane',
    watch: (metrics, { name, ready }) => ({
      metric: metrics.formula(
        `IF(FILL(delivered, 0) < 1 AND (FILL(waiting, 0) > 0 OR FILL(deferred, 0) > ${pushedBack}), 1, 0)`,
        {
          delivered: metrics.counter('Delivered', name),
          deferred: metrics.counter('Deferred', name),
          waiting: metrics.queue(ready, 'ApproximateNumberOfMessagesVisible', 'Minimum'),
        },
      ),
      threshold: 0,
    }),
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
