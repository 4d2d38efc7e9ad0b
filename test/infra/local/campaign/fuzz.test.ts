import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UsageError } from '#infra/cli/command.ts';
import { compileMailOptions, type MessageTemplate } from '#infra/local/campaign/message-template.ts';
import { compileRaw } from '#infra/local/campaign/raw-template.ts';
import { parseRecipients } from '#infra/local/campaign/recipients.ts';
import { parseSubmission } from '#shared/mail/parse-submission.ts';
import { fuzz, fuzzTimeoutMs, longTextOf } from '#test/support/fuzz.ts';

/** What it gives, or the fault that a user is told; anything else that is thrown fails the test. */
function orUsageError<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) return null;
    throw error;
  }
}

const person = () => ({
  email: 'grace@example.org',
  name: 'Grace "G" <b@c.co>,\r\nBcc: eve@example.net',
  city: '{{email}}\0é👋</p>',
});

function expectOneRecipient(template: MessageTemplate): void {
  const parsed = parseSubmission(JSON.stringify({ version: 1, id: 'a', ...template.fill(person()) }), 0);
  if (parsed.kind === 'parsed') expect(parsed.submission.recipients).toEqual(['grace@example.org']);
}

test(
  'no CSV makes its parser throw anything but a fault for the user',
  async () => {
    const csv = longTextOf(
      ['email', 'name', ',', '"', '""', '\n', '\r\n', 'a@b.co', ' ', '\ufeff', '\0', 'é', ';', '\t'],
      5_000,
    );
    await fuzz(
      fc.property(fc.constantFrom('', 'email,name\n'), csv, (head, text) => {
        const parsed = orUsageError(() => parseRecipients(head + text, 'people.csv'));
        for (const one of parsed?.rows ?? []) expect(Object.keys(one)).toHaveLength(parsed?.columns.length ?? 0);
      }),
    );
  },
  fuzzTimeoutMs,
);

const placed = longTextOf(
  ['{{email}}', '{{name}}', '{{ city }}', '{{', '}}', '{', 'a', '<', '"', '\\', ',', ' ', '\r\n', 'é', '://'],
  2_000,
);

test(
  'no template of mail options throws anything but a fault for the user, or adds a recipient',
  async () => {
    const document = fc.record(
      {
        from: placed,
        to: fc.oneof(placed, fc.constant('{{name}} <{{email}}>')),
        subject: placed,
        text: placed,
        html: placed,
        headers: fc.dictionary(placed, placed, { maxKeys: 2 }),
        list: fc.dictionary(fc.constantFrom('help', 'unsubscribe'), placed),
        unsubscribe: placed,
        tags: fc.dictionary(placed, placed, { maxKeys: 2 }),
        envelope: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    await fuzz(
      fc.property(fc.oneof(document, fc.jsonValue()), (value) => {
        const json = JSON.stringify(value);
        const template = orUsageError(() => compileMailOptions(json, 'm.json', 'email'));
        if (template) expectOneRecipient(template);
      }),
    );
  },
  fuzzTimeoutMs,
);

test(
  'no message file throws anything but a fault for the user, or adds a recipient',
  async () => {
    const eml = longTextOf(
      [
        'From: a@b.co\n',
        'To: {{name}} <{{email}}>\n',
        'Subject: {{city}}\n',
        'List-Unsubscribe: <https://b.co/{{email}}>\n',
        'Content-Type: multipart/mixed; boundary=b\n',
        'Content-Type: text/html; charset=utf-8\n',
        'Content-Transfer-Encoding: quoted-printable\n',
        'Content-Transfer-Encoding: base64\n',
        '\n',
        '--b\n',
        '--b--\n',
        '{{name}}',
        '{{',
        '=',
        ' ',
        '\t',
        'é',
        'x',
      ],
      2_000,
    );
    await fuzz(
      fc.property(eml, (text) => {
        const template = orUsageError(() => compileRaw(text, 'm.eml', 'email'));
        if (template) expectOneRecipient(template);
      }),
    );
  },
  fuzzTimeoutMs,
);

test('blanks without a soft break are read in their time', () => {
  const text = `From: a@b.co\nContent-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\n${' '.repeat(300_000)}x {{name}}`;
  expect(orUsageError(() => compileRaw(text, 'm.eml', 'email'))).not.toBeNull();
});
