import { Stack, Tags } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../alarm-topic.ts';
import type { AlarmDefinition, Watched } from './alarm-definition.ts';
import { alarmDefinitions } from './alarm-definitions.ts';
import { createMetrics } from './metrics.ts';
import type { Observed } from './observed.ts';

export interface AlarmsProps {
  readonly observed: Observed;
  readonly topic: AlarmTopic;
  /** Where the articles stand: an alarm links to the one of its name. */
  readonly runbookUrl: string;
}

/** The alarms that `alarmDefinitions` lists, each told to the topic. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { observed, topic, runbookUrl }: AlarmsProps) {
    super(scope, id);
    this.all = alarmDefinitions.flatMap((definition) =>
      watchedBy(definition, observed).map(({ place, metric, threshold }) => {
        const { name, severity, question, when, datapoints, of } = definition;
        const fullName = place === null ? name : `${name}-${place}`;
        const alarm = new Alarm(this, fullName, {
          alarmName: `${Stack.of(this).stackName}-${fullName}`,
          alarmDescription: `${severity}: ${question} (${when}) ${runbookUrl}#${name}`,
          metric,
          threshold,
          comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
          datapointsToAlarm: datapoints,
          evaluationPeriods: of,
          treatMissingData: TreatMissingData.NOT_BREACHING,
        });
        Tags.of(alarm).add('severity', severity);
        return alarm;
      }),
    );
    topic.tell(...this.all);
  }
}

/** What is watched for a definition, and where; null is the whole pipeline. */
function watchedBy(definition: AlarmDefinition, observed: Observed): (Watched & { place: string | null })[] {
  const metrics = createMetrics(observed, definition.periodMinutes);
  switch (definition.per) {
    case 'pipeline':
      return [{ place: null, ...definition.watch(metrics, observed) }];
    case 'lane':
      return observed.lanes.map((lane) => ({ place: lane.name, ...definition.watch(metrics, lane) }));
    case 'function':
      return observed.functions.flatMap((fn) => {
        const watched = definition.watch(metrics, fn);
        return watched ? [{ place: fn.name, ...watched }] : [];
      });
    case 'dead-letter queue':
      return observed.deadLetterQueues.map(({ name, queue }) => ({ place: name, ...definition.watch(metrics, queue) }));
  }
}
