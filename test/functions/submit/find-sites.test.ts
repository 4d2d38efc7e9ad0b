import { expect, test } from 'vitest';
import { findSites } from '#functions/submit/find-sites.ts';
import type { SubmitSettings } from '#functions/submit/deps.ts';
import type { Egress } from '#shared/routing/egress.ts';
import type { LookUpMx } from '#shared/routing/lookup.ts';

const mx: Egress = { kind: 'mx', name: 'mx', ehloName: 'mail.example.com' };
const relay: Egress = { ...mx, kind: 'relay', name: 'relay', host: 'smtp.example.com', port: 465, tls: 'implicit' };
const settings: SubmitSettings = {
  lanes: new Map(),
  defaultLane: 'bulk',
  senders: [],
  contentSources: [],
  maxMessageBytes: 1,
  routes: {},
  limits: {},
  acceptedEvents: false,
  signingDomains: [],
};
const never = new Promise<never>(() => undefined);

/** A clock whose sleeps end when the test says so. */
function heldClock() {
  const held = Promise.withResolvers<void>();
  const slept: number[] = [];
  return {
    slept,
    timeUp: held.resolve,
    clock: { now: () => 0, sleep: (ms: number) => (slept.push(ms), held.promise) },
  };
}

test('asks DNS once for a domain, and not at all under a relay', async () => {
  const asked: string[] = [];
  const lookUpMx: LookUpMx = (domain) => {
    asked.push(domain);
    return Promise.resolve({ kind: 'hosts', hosts: [{ host: 'mx.gmail-smtp-in.l.google.com', preference: 5 }] });
  };
  const destinations = [mx, mx, relay].map((egress) => ({ egress, domain: 'example.org' }));
  const siteOf = await findSites(destinations, { settings, lookUpMx, clock: heldClock().clock, random: () => 0 });

  expect(asked).toEqual(['example.org']);
  expect(destinations.map(siteOf)).toEqual(['gmail', 'gmail', 'smtp.example.com']);
});

test('falls back to the domain where DNS fails, or does not answer within two seconds', async () => {
  const { clock, slept, timeUp } = heldClock();
  const destinations = ['failed.test', 'silent.test', 'quick.test'].map((domain) => ({ egress: mx, domain }));
  const lookUpMx: LookUpMx = async (domain) => {
    if (domain === 'failed.test') return { kind: 'failed', error: 'SERVFAIL' };
    if (domain === 'silent.test') return never;
    return { kind: 'hosts', hosts: [{ host: 'mx.quick.test', preference: 5 }] };
  };
  const finding = findSites(destinations, { settings, lookUpMx, clock, random: () => 0 });
  setImmediate(timeUp);

  expect(destinations.map(await finding)).toEqual(['failed.test', 'silent.test', 'mx:mx.quick.test']);
  expect(slept).toEqual([2_000]);
});
