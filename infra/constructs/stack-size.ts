import { CfnResource, type Stack } from 'aws-cdk-lib';
import { ConfigError } from '../config/resolve-config.ts';

/** CloudFormation quotas, "Resources": in one template. */
const mostResources = 500;

/** Throws a ConfigError where a stack has more resources than CloudFormation takes. Each lane makes about as many as the last. */
export function checkStackSize(stack: Stack, lanes: number): void {
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node)).length;
  if (resources <= mostResources) return;
  throw ConfigError.of([
    `lanes: the ${lanes} lanes make a stack of ${resources} resources, and CloudFormation takes ${mostResources}; use fewer, or ` +
      'give some of them to a stage of their own',
  ]);
}
