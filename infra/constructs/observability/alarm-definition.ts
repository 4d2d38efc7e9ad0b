import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Metrics } from './metrics.ts';
import type { Observed, ObservedFunction, ObservedLane } from './observed.ts';

/** `page`: mail does not flow or a name is being harmed, look now. `ticket`: look within a working day. */
export type Severity = 'page' | 'ticket';

/** An alarm as data: the construct makes it, docs/observe.md lists it, docs/runbook.md has an article of its name. */
interface AlarmRule {
  /** Also the anchor of its article. */
  readonly name: string;
  readonly severity: Severity;
  /** What it answers with yes. */
  readonly question: string;
  /** When it goes off, in words; for how long stands in the fields below. */
  readonly when: string;
  readonly periodMinutes: number;
  /** So many of the last `of` periods must be above the threshold: the alarm is raised by the former, and ends with the latter. */
  readonly datapoints: number;
  readonly of: number;
}

/** It goes off above the threshold. No data is no alarm: a pipeline without mail counts nothing. */
export interface Watched {
  readonly metric: IMetric;
  readonly threshold: number;
}

/** One alarm for the whole, or one for each lane, each function that it is about, each dead-letter queue. */
export type AlarmDefinition = AlarmRule &
  (
    | { readonly per: 'pipeline'; readonly watch: (metrics: Metrics, pipeline: Observed) => Watched }
    | { readonly per: 'lane'; readonly watch: (metrics: Metrics, lane: ObservedLane) => Watched }
    | { readonly per: 'function'; readonly watch: (metrics: Metrics, fn: ObservedFunction) => Watched | null }
    | { readonly per: 'dead-letter queue'; readonly watch: (metrics: Metrics, queue: IQueue) => Watched }
  );
