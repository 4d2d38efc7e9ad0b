import fc from 'fast-check';
import { expect, test } from 'vitest';
import { preflight } from '#functions/submit/preflight.ts';
import { resolveContent } from '#functions/submit/resolve-content.ts';
import { composeMessage } from '#shared/adapters/mail-composer.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { composedBytes, headerBytes } from '#shared/mail/encoded-size.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import { splitRaw } from '#shared/mail/raw-message.ts';
import { fuzz, fuzzTimeoutMs, longTextOf } from '#test/support/fuzz.ts';

const settings = {
  lanes: new Map(),
  defaultLane: '',
  senders: [],
  contentSources: [],
  maxMessageBytes: 1_000_000,
  routes: {},
  limits: {},
  acceptedEvents: false,
  signingDomains: [],
};
const tokens = ['a', 'word ', 'é', '👋', '"', '\\', ',', '<', '=?utf-8?q?a?=', '=', '.', '\t', 'ü', ' '];
const line = longTextOf(tokens, 300);
const text = longTextOf([...tokens, '\r\n', '\n', '.\r\n', '\0'], 3_000);
const url = fc.constantFrom(
  'https://example.com/u?m={recipient}',
  `https://example.com/${'a'.repeat(850)}`,
  'mailto:leave@example.com',
);
const document = fc.record(
  {
    from: fc.record({ name: line, address: fc.constantFrom('ada@example.com', 'ädä@bücher.example') }),
    to: fc.array(fc.record({ name: line, address: fc.constantFrom('grace@example.org', 'grüße@example.org') }), {
      minLength: 1,
      maxLength: 40,
    }),
    subject: line,
    text,
    html: text,
    headers: fc.dictionary(fc.stringMatching(/^X-[A-Z]{1,60}$/), line, { maxKeys: 4 }),
    list: fc.record({ help: url, owner: fc.array(url, { maxLength: 5 }) }, { requiredKeys: [] }),
    unsubscribe: fc.oneof(url, fc.record({ url, mailto: url })),
    attachments: fc.array(fc.record({ filename: line, content: text }), { maxLength: 3 }),
  },
  { requiredKeys: ['from', 'to', 'text'] },
);

test(
  'whatever is accepted makes a message of lawful lines, of about the size that was reckoned, with one of each field',
  async () => {
    let composed = 0;
    // On a busy machine few cases are tried: go on until one was a message.
    const isWithoutMessage = () => composed === 0;
    do {
      await fuzz(
        fc.asyncProperty(document, async (fields) => {
          const parsed = parseSubmission(JSON.stringify({ version: 1, id: 'a', ...fields }), 0);
          if (parsed.kind === 'refused') return;
          const resolved = await resolveContent(parsed.submission, {
            settings,
            readSource: async () => ({ kind: 'missing' }),
          });
          if (resolved.kind === 'faulty' || resolved.content.kind === 'raw') return;
          const { content } = resolved;
          const { recipients } = parsed.submission;
          const lane = { name: 'bulk', requireUnsubscribe: false };
          if (preflight({ submissionId: 'a', recipients, fromDomain: 'example.com', content, lane }, []).length > 0)
            return;

          const [recipient = ''] = recipients;
          const copy = {
            version: 1 as const,
            id: deliveryId('example.com', 'a', recipient),
            submissionId: 'a',
            generation: 1,
            attempts: 0,
            lane: 'bulk',
            sender: null,
            recipient,
            fromDomain: 'example.com',
            acceptedAtMs: 0,
            expiresAtMs: 1,
            hops: 0,
            content: { kind: 'inline' as const, json: '' },
            tags: {},
          };
          composed++;
          const message = await composeMessage(copy, content, { feedbackSender: 'sluice' });
          const lines = message.toString('latin1').split('\r\n');
          for (const one of lines) {
            expect(one.length, one.slice(0, 100)).toBeLessThanOrEqual(998);
            expect(one).not.toMatch(/[\r\n]/);
          }
          const split = splitRaw(message);
          if ('problem' in split) throw new Error(split.problem);
          const names = split.fields.map(({ name }) => name);
          for (const name of ['from', 'to', 'subject', 'date', 'message-id', 'feedback-id', 'list-unsubscribe']) {
            expect(names.filter((other) => other === name).length).toBeLessThanOrEqual(1);
          }
          expect(
            names.every((name) =>
              /^(?:x-|list-)|^(?:from|to|subject|date|message-id|feedback-id|mime-version|content-(?:type|transfer-encoding|disposition))$/.test(
                name,
              ),
            ),
          ).toBe(true);
          expect(message.length - split.body.length).toBeLessThanOrEqual(2 * headerBytes(content) + 2_000);
          expect(message.length).toBeLessThanOrEqual(2.5 * composedBytes(content) + 2 * headerBytes(content));
        }),
      );
    } while (isWithoutMessage());
  },
  fuzzTimeoutMs,
);
