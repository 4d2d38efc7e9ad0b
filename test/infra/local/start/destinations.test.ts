import { expect, test } from 'vitest';
import { createDestinations } from '#infra/local/start/destinations.ts';
import { sampleReceivers } from '#infra/local/start/sample-receivers.ts';

const ports = new Map(sampleReceivers.map(({ name }, index) => [name, 1000 + index]));
const receivers = { target: (name: string) => ({ host: '127.0.0.1', port: ports.get(name) ?? 0 }) };
const own = { host: '10.0.0.1', port: 25 };

test('sends every domain to a local receiver, unless the user routed it', () => {
  const { routes, nameOf, isLocal } = createDestinations({ 'example.com': own }, sampleReceivers, receivers);
  expect(Object.keys(routes).toSorted()).toEqual([
    '*',
    'down.test',
    'example.com',
    'five.test',
    'open.test',
    'paced.test',
  ]);
  expect(routes['*']).toEqual(receivers.target('any-other'));
  const named = ['open.test', 'example.com', 'gmail.com'].map(nameOf);
  expect(named).toEqual(['open.test', 'example.com', 'any-other']);
  expect(named.map(isLocal)).toEqual([true, false, true]);
});

test("puts the user's routes before the sample's and before the rest", () => {
  const { routes, nameOf, isLocal } = createDestinations({ 'open.test': own, '*': own }, sampleReceivers, receivers);
  expect([routes['open.test'], routes['*']]).toEqual([own, own]);
  const named = ['open.test', 'five.test', 'gmail.com'].map(nameOf);
  expect(named).toEqual(['open.test', 'five.test', '*']);
  expect(named.map(isLocal)).toEqual([false, true, false]);
});
