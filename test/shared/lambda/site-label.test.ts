import { expect, it } from 'vitest';
import { createSiteLabel } from '#shared/lambda/site-label.ts';

it('gives a label of their own to providers, domains that a limit or a warm-up names, and relays, and one to all the rest', () => {
  const warmUp = { startDate: '2026-12-01', timeZone: 'UTC', sites: { 'new.test': { dailyCaps: [50] } } };
  const label = createSiteLabel({ 'slow.test': { connections: 5 } }, [
    { kind: 'relay', name: 'main', ehloName: 'x', host: 'smtp.relay.test', port: 465, tls: 'implicit' },
    { kind: 'mx', name: 'direct', ehloName: 'out.sender.test', warmUp },
  ]);
  const known = ['gmail', 'slow.test', 'new.test', 'smtp.relay.test'];
  expect(known.map(label)).toEqual(known);
  const tail = Array.from({ length: 1_000 }, (_, n) => label(`mx:mx.domain${n}.test`));
  expect(new Set(tail)).toEqual(new Set(['other']));
});
