import { Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from '../acknowledge.ts';

/** What Lambda asks of the role of a function in a VPC (Lambda Developer Guide, "Required IAM permissions"). */
const actions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/**
 * Lets Lambda, and not the function's code, manage network interfaces. The interfaces do not exist beforehand and describing works on
 * all or nothing, so that the resource is `*`; calls that come out of a function carry its ARN, and are denied.
 */
export function allowNetworkInterfaces(role: Role): void {
  const resources = ['*'];
  role.addToPolicy(new PolicyStatement({ effect: Effect.ALLOW, actions, resources }));
  role.addToPolicy(
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources,
      conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } },
    }),
  );
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'Lambda itself needs it of a function in a VPC; a second statement denies it to the function’s code.',
  });
}
