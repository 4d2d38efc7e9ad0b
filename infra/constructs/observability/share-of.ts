import type { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { metricId } from './metric-id.ts';
import type { Metrics } from './metrics.ts';

/**
 * Percent of a lane's outcomes that are bounces, those that came back later included, or of its deliveries that are complained
 * about; 0 where there are fewer than `atLeast` to take a percentage of.
 */
export function shareOf(
  metrics: Metrics,
  name: 'Bounced' | 'Complained',
  lane: string,
  atLeast: number,
): MathExpression {
  const counters = { Bounced: ['Bounced', 'Returned'], Complained: ['Complained'] } as const;
  const parts = counters[name].map(
    (counter) => [metricId(counter.toLowerCase(), lane), metrics.counter(counter, lane)] as const,
  );
  const delivered = metricId('delivered', lane);
  const part = `(${parts.map(([id]) => `FILL(${id}, 0)`).join(' + ')})`;
  // What was returned had been delivered.
  const whole =
    name === 'Bounced' ? `(FILL(${delivered}, 0) + FILL(${metricId('bounced', lane)}, 0))` : `FILL(${delivered}, 0)`;
  return metrics.formula(
    `IF(${whole} >= ${atLeast}, 100 * ${part} / ${whole}, 0)`,
    { ...Object.fromEntries(parts), [delivered]: metrics.counter('Delivered', lane) },
    lane,
  );
}
