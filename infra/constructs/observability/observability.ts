import { Construct } from 'constructs';
import type { AlarmTopic } from '../alarm-topic.ts';
import type { SluicePipeline } from '../sluice-pipeline.ts';
import { Alarms } from './alarms.ts';
import { PipelineDashboard } from './dashboard.ts';
import { metricNamespace } from './metric-namespace.ts';
import type { Observed } from './observed.ts';
import { Queries } from './queries.ts';

export interface ObservabilityProps {
  readonly pipeline: SluicePipeline;
  readonly topic: AlarmTopic;
}

/** Minutes: urgent mail is waited for; other mail may have a whole day's limits before it. */
const lateAfterMinutes = { urgent: 15, other: 1_440 };

/** What an operator sees of a pipeline; in its stack, or in one of its own. */
export class Observability extends Construct {
  readonly alarms: Alarms;
  readonly dashboard: PipelineDashboard;
  readonly queries: Queries;

  constructor(scope: Construct, id: string, { pipeline, topic }: ObservabilityProps) {
    super(scope, id);
    const observed = observe(pipeline);
    const runbookUrl = pipeline.config.alarms.runbookUrl ?? 'docs/runbook.md';
    this.alarms = new Alarms(this, 'Alarms', { observed, topic, runbookUrl });
    this.dashboard = new PipelineDashboard(this, 'Dashboard', { observed, alarms: this.alarms.all });
    this.queries = new Queries(this, 'Queries', { logGroups: observed.functions.map(({ logGroup }) => logGroup) });
  }
}

function observe(pipeline: SluicePipeline): Observed {
  const { submit, lanes, feedback, functions, events, state } = pipeline;
  const { ledger, manifest, bucket, suppression } = state.tables;
  return {
    namespace: metricNamespace(pipeline),
    submitQueue: submit.queue,
    refusedQueue: submit.refused,
    feedbackQueue: feedback.queue,
    lanes: lanes.map(({ name, ready, retry, sender, config }) => ({
      name,
      ready,
      retry,
      sender,
      lateAfterMinutes: config.lateAfterMinutes ?? lateAfterMinutes[config.urgent ? 'urgent' : 'other'],
    })),
    functions,
    deadLetterQueues: [
      { name: 'submit', queue: submit.deadLetters.queue },
      ...lanes.map(({ name, deadLetters }) => ({ name, queue: deadLetters.queue })),
      { name: 'feedback', queue: feedback.deadLetters.queue },
    ],
    tables: Object.entries({ ledger, manifest, bucket, suppression }).map(([name, table]) => ({ name, table })),
    events,
  };
}
