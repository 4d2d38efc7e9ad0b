import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSmtpInput } from '#infra/local/receivers/smtp-input.ts';

const conversation =
  'EHLO a\r\nMAIL FROM:<a@b>\r\nDATA\r\nMessage-ID: <x@y>\r\n\r\n..dot\r\n. not the end\r\n.\r\nDATA\r\n.\r\nQUIT\r\n';

function read(chunks: readonly string[]) {
  const seen: string[] = [];
  const feed = createSmtpInput(
    {
      line(text) {
        seen.push(text);
        return text === 'DATA' ? 'data' : 'line';
      },
      data: ({ whole }) => seen.push(`<${whole?.toString() ?? ''}>`),
      tooLong: () => seen.push('too long'),
    },
    true,
  );
  for (const chunk of chunks) feed(Buffer.from(chunk));
  return seen;
}

test('reads commands and messages however their bytes are cut', () => {
  const expected = [
    'EHLO a',
    'MAIL FROM:<a@b>',
    'DATA',
    '<Message-ID: <x@y>\r\n\r\n..dot\r\n. not the end>',
    'DATA',
    '<>',
    'QUIT',
  ];
  fc.assert(
    fc.property(fc.array(fc.nat(conversation.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), conversation.length];
      const chunks = places.slice(1).map((end, index) => conversation.slice(places[index], end));
      expect(read(chunks.filter((chunk) => chunk !== ''))).toEqual(expected);
    }),
  );
});

test('gives up on a line without an end', () => {
  expect(read(['x'.repeat(5000)])).toEqual(['too long']);
});
