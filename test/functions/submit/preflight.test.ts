import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseBounceAddress } from '#shared/mail/bounce-address.ts';
import { startSecrets } from '#test/support/secrets.ts';
import { startSubmitPipeline, submission, type SubmitPipeline } from './pipeline.ts';

const old = 'o'.repeat(40);
const secret = 's'.repeat(40);
const stack = new AsyncDisposableStack();
let pipeline: SubmitPipeline;

beforeAll(async () => {
  const secrets = stack.use(await startSecrets(() => `${secret}\n${old}\n`));
  pipeline = stack.use(
    await startSubmitPipeline({
      lane: { requireUnsubscribe: true },
      variables: {
        SIGNING_DOMAINS: JSON.stringify(['example.com']),
        SENDERS: JSON.stringify([{ senderId: '*', domains: ['*'] }]),
        RETURN_PATH: JSON.stringify({ kind: 'verp', domain: 'bounce.example.com', secretArn: 'arn' }),
      },
      secrets: secrets.client,
    }),
  );
});
afterAll(() => stack.disposeAsync());

const unsubscribe = 'https://example.com/u?m={recipient}&d={delivery}';
const oneClick = { 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
const raw = (header: string) => ({
  version: 1,
  id: `raw-${header.length}`,
  raw: `From: ada@example.com\r\n${header}\r\nHello`,
  envelope: { from: 'bounces@example.com', to: 'grace@open.test' },
});
const leaveHeaders =
  'List-Unsubscribe: <https://example.com/u>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n';

/** What became of one submission: the faults of its refusal, or its copies. */
async function fateOf(body: object) {
  await pipeline.submit([body]);
  const [refused] = await pipeline.takeRefused();
  await pipeline.takeEvents();
  const attributes = refused?.MessageAttributes ?? {};
  return {
    field: attributes['field']?.StringValue,
    reason: attributes['reason']?.StringValue,
    expected: attributes['expected']?.StringValue,
    copies: await pipeline.takeCopies('transactional'),
  };
}

describe('mail that a receiver would hold something against is refused', () => {
  const refusals: [what: string, body: object, field: string, reason: RegExp, expected: RegExp][] = [
    [
      'a From-domain without a key',
      submission({ from: 'ada@example.net', unsubscribe }),
      'from',
      /example\.net, for which there is no DKIM key/,
      /of example\.com/,
    ],
    [
      'a raw author without a key',
      { ...raw(leaveHeaders), raw: `From: a@example.net\r\n${leaveHeaders}\r\n` },
      'raw',
      /no DKIM key/,
      /example\.com/,
    ],
    [
      'mail without one-click unsubscribe',
      submission(),
      'unsubscribe',
      /lane transactional asks for one-click/,
      /https:/,
    ],
    ['a mailto alone', submission({ unsubscribe: 'mailto:leave@example.com' }), 'unsubscribe', /one-click/, /https:/],
    [
      'a list without the promise',
      submission({ list: { unsubscribe: 'https://example.com/u' } }),
      'unsubscribe',
      /one-click/,
      /https:/,
    ],
    ['a raw message without it', raw('Subject: Hello\r\n'), 'raw', /one-click/, /List-Unsubscribe-Post/],
    [
      'two ways to say it',
      submission({ unsubscribe, list: { unsubscribe: 'https://example.com/u' } }),
      'list.unsubscribe',
      /does not go with unsubscribe/,
      /either/,
    ],
    [
      'two ways to say it, in headers',
      submission({ unsubscribe, headers: oneClick }),
      'headers',
      /does not go with unsubscribe/,
      /either/,
    ],
    [
      'an unknown variable',
      submission({ unsubscribe: 'https://example.com/{email}' }),
      'unsubscribe',
      /variable "email"/,
      /\{recipient\}/,
    ],
    [
      'a URL too long when filled in',
      submission({ unsubscribe: `https://example.com/${'{recipient}'.repeat(60)}` }),
      'unsubscribe',
      /octets when it is filled in/,
      /at most 900/,
    ],
    [
      'a raw header line of 999 octets',
      raw(`X-A: ${'a'.repeat(994)}\r\n${leaveHeaders}`),
      'raw',
      /line of 999 octets/,
      /998/,
    ],
    ['a raw header of 201 fields', raw('X-A: a\r\n'.repeat(198) + leaveHeaders), 'raw', /has 201 fields/, /200/],
    [
      'a raw header too large',
      raw(`X-A: ${`${'a'.repeat(900)}\r\n `.repeat(75)}a\r\n${leaveHeaders}`),
      'raw',
      /header of \d+ bytes/,
      /65536/,
    ],
    [
      'a header of many recipients',
      submission({
        unsubscribe,
        to: Array.from({ length: 450 }, (_, n) => ({ name: 'N'.repeat(200), address: `u${n}@open.test` })),
      }),
      'to',
      /header of about \d+ bytes/,
      /bcc/,
    ],
  ];
  test.each(refusals)('%s', async (_what, body, field, reason, expected) => {
    const fate = await fateOf(body);
    expect(fate).toMatchObject({ field, copies: [] });
    expect(fate.reason).toMatch(reason);
    expect(fate.expected).toMatch(expected);
  });
});

test.each([
  ['the field unsubscribe', submission({ unsubscribe })],
  ['the field, with a mailto', submission({ unsubscribe: { url: unsubscribe, mailto: 'mailto:leave@example.com' } })],
  ['list and headers', submission({ list: { unsubscribe: 'https://example.com/u' }, headers: oneClick })],
  ['a raw header', raw(leaveHeaders)],
  ['a subdomain of a signing domain', submission({ from: 'ada@news.example.com', unsubscribe })],
  ['a raw header line of 998 octets', raw(`X-A: ${'a'.repeat(993)}\r\n${leaveHeaders}`)],
])('mail with %s is accepted', async (_what, body) => {
  expect(await fateOf(body)).toMatchObject({ reason: undefined, copies: [{ generation: 1 }] });
});

test('each delivery has a return path of its own, which names it; a submission’s own stays', async () => {
  const { copies } = await fateOf(submission({ to: ['a@open.test', 'b@open.test'], unsubscribe }));
  expect(copies).toHaveLength(2);
  for (const { id, sender } of copies) {
    expect(sender).toMatch(/^b\+[a-z2-7]{52}@bounce\.example\.com$/);
    expect(parseBounceAddress(sender ?? '', [secret])?.deliveryId).toBe(id);
    expect(parseBounceAddress(sender ?? '', [old])).toBeNull();
  }
  const own = submission({ unsubscribe, envelope: { from: 'own@example.com' } });
  expect((await fateOf(own)).copies).toMatchObject([{ sender: 'own@example.com' }]);
  expect((await fateOf(submission({ unsubscribe, envelope: { from: null } }))).copies).toMatchObject([
    { sender: null },
  ]);
});

test('without the secret of its return path nothing is accepted: the message is given back', async () => {
  await using broken = await startSubmitPipeline({
    variables: { RETURN_PATH: JSON.stringify({ kind: 'verp', domain: 'bounce.example.com', secretArn: 'arn' }) },
    secrets: stack.use(await startSecrets(() => 'short')).client,
  });
  const { response } = await broken.submit([submission()]);
  expect(response.batchItemFailures).toHaveLength(1);
  expect(await broken.takeCopies('transactional')).toEqual([]);
  expect(await broken.booked()).toEqual([]);
});

test('a recipient suppressed for one lane is written to in another', async () => {
  await pipeline.suppress('grace@open.test', 'no-such-recipient: 550 5.1.1', 'transactional');
  expect((await fateOf(submission({ unsubscribe }))).copies).toEqual([]);
  await pipeline.submit([submission({ unsubscribe, stream: 'bulk' })]);
  expect(await pipeline.takeCopies('bulk')).toHaveLength(1);
});
