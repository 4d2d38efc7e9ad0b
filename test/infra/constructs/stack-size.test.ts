import { expect, test } from 'vitest';
import { buildApp } from '#infra/build-app.ts';
import { config } from '#infra/config.ts';

const { bulk } = config.lanes;
if (!bulk) throw new Error('the shipped configuration has a lane "bulk"');

/** Fifteen, of one letter each: with more the variables of the submit function are too large first. */
const lanes = Object.fromEntries(Array.from('abcdefghijklmno').map((name) => [name, bulk]));
const build = (alarms: { readonly email?: string }) =>
  buildApp({ stage: 'prod', config: { ...config, lanes, defaultLane: 'a', alarms }, bundle: false });

test('the lanes of a stack that is too large are named, before CDK counts', () => {
  expect(() => build({})).not.toThrow();
  // A subscription is one resource more.
  expect(() => build({ email: 'operations@example.com' })).toThrow(
    /^the configuration is wrong:\n {2}lanes: the 15 lanes make a stack of 501 resources, and CloudFormation takes 500; use fewer/,
  );
});
