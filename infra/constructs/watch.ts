import type { WatchEnvironment } from '#functions/watch/environment.ts';
import { Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { domainsToCheck } from '../config/domains-to-check.ts';
import type { PipelineConfig } from '../config/schema.ts';
import type { Network } from './network/network.ts';
import { acknowledge } from './acknowledge.ts';
import { type EnvironmentOf, PipelineFunction } from './pipeline-function.ts';

/** A listing is told within a quarter of a day, and block lists are asked a few times a day by each sender. */
const every = Duration.hours(6);
/** Name servers that do not answer are waited for, ten domains at once. */
const timeoutSeconds = 120;

/** Looks from time to time at what receivers find in DNS about this sender. */
export class Watch extends Construct {
  readonly watcher: PipelineFunction;

  constructor(
    scope: Construct,
    id: string,
    { config, network }: { readonly config: PipelineConfig; readonly network: Network | undefined },
  ) {
    super(scope, id);
    const sender = {
      addresses: config.egresses.flatMap(({ name, ehloName }) => {
        const path = network?.pathOf(name);
        return path ? [{ address: path.address, ehloName }] : [];
      }),
      ...domainsToCheck(config),
      keys: config.dkim.map(({ domain, selector }) => ({ domain, selector })),
    };
    const environment: EnvironmentOf<WatchEnvironment> = { SENDER: Stack.of(this).toJsonString(sender) };
    this.watcher = new PipelineFunction(this, 'Function', {
      name: 'watch',
      stage: 'watch',
      environment,
      timeoutSeconds,
      memoryMb: 256,
    });
    const { function: handler } = this.watcher;
    const rule = new Rule(this, 'Schedule', {
      description: 'Sluice: looks at what receivers find in DNS about this sender.',
      schedule: Schedule.rate(every),
      // Not LambdaFunction: its permission is named after the stack, and stage local is to have the same names.
      targets: [{ bind: () => ({ arn: handler.functionArn, retryPolicy: { maximumRetryAttempts: 0 } }) }],
    });
    handler.addPermission('BySchedule', {
      principal: new ServicePrincipal('events.amazonaws.com'),
      sourceArn: rule.ruleArn,
    });
    const reason = 'It is a look, not mail: the next one comes in some hours, and an alarm tells of errors.';
    acknowledge(rule, { 'Serverless-EventBusDLQ': reason });
    acknowledge(handler, { 'Serverless-LambdaDLQ': reason });
  }
}
