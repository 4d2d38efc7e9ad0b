import { expect, it } from 'vitest';
import { createSiteLabel } from '#shared/lambda/site-label.ts';

it('gives a label of their own to providers, limited domains and relays, and one to all the rest', () => {
  const label = createSiteLabel({ 'slow.test': { connections: 5 } }, [
    { kind: 'relay', name: 'main', ehloName: 'x', host: 'smtp.relay.test', port: 465, tls: 'implicit' },
    { kind: 'mx', name: 'direct', ehloName: 'out.sender.test' },
  ]);
  expect(['gmail', 'slow.test', 'smtp.relay.test'].map(label)).toEqual(['gmail', 'slow.test', 'smtp.relay.test']);
  const tail = Array.from({ length: 1_000 }, (_, n) => label(`mx:mx.domain${n}.test`));
  expect(new Set(tail)).toEqual(new Set(['other']));
});
