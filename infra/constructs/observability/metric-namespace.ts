import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where the functions' metrics are: by the name of their stack, so that two stages in one account are told apart. */
export function metricNamespace(scope: Construct): string {
  return Stack.of(scope).stackName;
}
