import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { resolveConfig } from '#infra/config/resolve-config.ts';
import { config } from '#infra/config.ts';
import { SluicePipeline } from '#infra/constructs/sluice-pipeline.ts';
import { StateStack } from '#infra/state-stack.ts';

/** Somebody else's app, whose functions are not bundled here. */
const appOf = () => new App({ analyticsReporting: false, context: { 'aws:cdk:bundling-stacks': [] } });
const { stages: _, ...input } = config;

test('in somebody’s own app one construct is the whole pipeline, its records included', () => {
  const stack = new Stack(appOf(), 'shop-mail');
  const pipeline = new SluicePipeline(stack, 'Mail', { config: input });
  expect(pipeline.lanes.map(({ name }) => name)).toEqual(['transactional', 'bulk']);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::DynamoDB::Table', 4);
  template.hasResourceProperties('AWS::SQS::Queue', { QueueName: 'shop-mail-bulk-ready' });
});

test('it takes the records of another stack', () => {
  const app = appOf();
  const { state } = new StateStack(app, 'records', { config: resolveConfig(config, 'prod') });
  const stack = new Stack(app, 'shop-mail');
  expect(new SluicePipeline(stack, 'Mail', { config: input, state }).state).toBe(state);
  Template.fromStack(stack).resourceCountIs('AWS::DynamoDB::Table', 0);
});

test('what it was given is validated there too, and completed', () => {
  const stack = new Stack(appOf(), 'shop-mail');
  expect(() => new SluicePipeline(stack, 'Mail', { config: { ...input, defaultLane: 'news' } })).toThrow(
    /defaultLane: "news" is no lane; use one of: transactional, bulk/,
  );
  const other = new Stack(appOf(), 'shop-mail');
  expect(new SluicePipeline(other, 'Mail', { config: input }).config).toEqual(resolveConfig(config, 'prod'));
});

test('two in one stack would have the same queues, and a long stack’s name none: both are refused', () => {
  const stack = new Stack(appOf(), 'shop-mail');
  expect(new SluicePipeline(stack, 'Mail', { config: input })).toBeDefined();
  expect(() => new SluicePipeline(stack, 'More', { config: input })).toThrow(
    /shop-mail has a pipeline \(shop-mail\/Mail\)/,
  );
  const long = new Stack(appOf(), 's'.repeat(60));
  expect(() => new SluicePipeline(long, 'Mail', { config: input })).toThrow(/use at most 54 characters/);
});
