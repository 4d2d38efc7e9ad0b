import { expect, test } from 'vitest';
import { createTally, finished } from '#infra/local/report/tally.ts';
import { acceptedEvent, outcomeEvent, rejectEvent } from '#shared/events/event.ts';
import { deliveryId, type DeliveryCopy, domainOf } from '#shared/mail/delivery.ts';

const copyFor = (recipient: string, generation = 1): DeliveryCopy => ({
  version: 1,
  id: deliveryId('sender.test', 's', recipient),
  submissionId: 's',
  generation,
  attempts: 0,
  lane: 'bulk',
  sender: 'a@sender.test',
  recipient,
  fromDomain: 'sender.test',
  acceptedAtMs: 1000,
  expiresAtMs: 9000,
  hops: 0,
  content: { kind: 'inline', json: '{}' },
  tags: {},
});
const facts = (atMs: number) => ({ atMs, site: 'x', reportingMta: 'mx', attempts: 1, doubts: 0, reply: null });

test('counts each outcome once by destination, however often and late its event comes', () => {
  const tally = createTally(domainOf);
  const [first, second] = [copyFor('a@x.test'), copyFor('b@y.test')];
  const events = [
    outcomeEvent(first, 'deferred', facts(2000)),
    acceptedEvent(first),
    outcomeEvent(copyFor('a@x.test', 2), 'delivered', facts(4000)),
    // Of the second one its acceptance is not told.
    outcomeEvent(second, 'bounced', facts(3000)),
  ];
  for (const event of [...events, ...events]) tally.add(event);
  expect(tally.destinations().get('x.test')).toMatchObject({
    accepted: 1,
    deferred: 1,
    delivered: 1,
    lastDeliveryAtMs: 4000,
  });
  expect(tally.destinations().get('y.test')).toMatchObject({ accepted: 1, bounced: 1, lastDeliveryAtMs: null });
  expect(tally.total()).toMatchObject({ accepted: 2, delivered: 1, bounced: 1, deferred: 1, lastDeliveryAtMs: 4000 });
  expect(finished(tally.total())).toBe(2);
  expect(tally.destinationOf(second.id)).toBe('y.test');
});

test('counts one end of a delivery, also when a later copy publishes it again', () => {
  const tally = createTally(domainOf);
  for (const generation of [1, 2]) tally.add(outcomeEvent(copyFor('a@x.test', generation), 'delivered', facts(1)));
  expect(tally.total().delivered).toBe(1);
});

test('tells refused from suppressed, with the reasons for refusals', () => {
  const tally = createTally(domainOf);
  const refusal = { outcome: 'refused', atMs: 0, sender: null, recipients: ['a@x.test'], reason: 'no text' } as const;
  tally.add(rejectEvent({ ...refusal, reference: 's-1' }));
  tally.add(rejectEvent({ ...refusal, reference: 's-2' }));
  tally.add(rejectEvent({ ...refusal, reference: 's-3', outcome: 'suppressed', reason: 'bounced before' }));
  expect(tally.total()).toMatchObject({ refused: 2, suppressed: 1 });
  expect([...tally.refusals()]).toEqual([['no text', 2]]);
});
