import { Stack } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** Where alarms go; a person subscribes by `alarms.email`, a pager by hand. */
export class AlarmTopic extends Topic {
  constructor(scope: Construct, id: string, props: { readonly email: string | undefined }) {
    super(scope, id, { enforceSSL: true });
    // A topic with a policy of its own (TLS only) has lost the default one, by which CloudWatch may publish.
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (props.email === undefined) return;
    acknowledge(this.addSubscription(new EmailSubscription(props.email)), {
      'Serverless-SNSRedrivePolicy':
        'CloudWatch shows each alarm that no e-mail told of; a queue of them would be one more place to look.',
    });
  }

  tell(...alarms: readonly Alarm[]): void {
    for (const alarm of alarms) alarm.addAlarmAction(new SnsAction(this));
  }
}
