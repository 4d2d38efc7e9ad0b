import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reportsOfMail } from '#shared/feedback/mail-report.ts';
import { readFeedback } from '#shared/feedback/read-feedback.ts';
import { bounceAddress } from '#shared/mail/bounce-address.ts';
import { deliveryId } from '#shared/mail/delivery.ts';
import { fuzz, fuzzTimeoutMs, longTextOf } from '#test/support/fuzz.ts';
import { aComplaint, aStatus } from './a-report.ts';

const secret = 'k'.repeat(32);
const grace = 'grace@example.org';
const ours = bounceAddress(deliveryId('example.com', 'order-42', grace), grace, 'bounce.example.com', secret);
/** As JSON, which may take six characters for one. Anybody may write a report, and SNS takes 256 KB for its event. */
const maxReportChars = 12_000;
const maxReports = 50;

/** What reports are made of, and what makes a parser of MIME nest, join or decode. */
const tokens = [
  ...[aStatus({ to: ours }), aComplaint({ fields: `Original-Rcpt-To: <${grace}>\n` })].flatMap((raw) =>
    raw.split(/(?<=\r\n)/),
  ),
  'Content-Type: multipart/mixed; boundary=b\r\n',
  'Content-Type: multipart/report; boundary*0="b"; boundary*1*=utf-8\'\'%62\r\n',
  'Content-Type: message/rfc822\r\n',
  'Content-Type: message/global-delivery-status; charset=utf-16\r\n',
  'Content-Type: text/rfc822-headers; charset=x\r\n',
  'Content-Type: text/html\r\n',
  'Content-Transfer-Encoding: base64\r\n',
  'Content-Transfer-Encoding: quoted-printable\r\n',
  'Original-Recipient: rfc822;',
  'Reporting-MTA: ',
  'Action: failed\r\n\r\n',
  '--b\r\n',
  '--b--\r\n',
  '=?utf-8?q?=C3=A4?=',
  '=?x?b?',
  '<p>&amp;&#x;',
  `<${ours}>, `,
  '"',
  '\\',
  '(',
  ':',
  ';',
  '=',
  '<',
  '@',
  'a',
  ' ',
  '\t',
  '\r\n',
  '\r\n ',
  '\n\n',
  '\r',
  '\0',
  'é',
  '\ud800',
];

const text = longTextOf(tokens);
const oneLine = longTextOf(tokens.filter((token) => !/[\r\n]/.test(token)));
const reports = [
  aStatus({ to: ours }),
  aStatus(),
  aComplaint({ to: ours }),
  aComplaint({ fields: 'Original-Rcpt-To: <>\n' }),
];
/** A line of a report, and what stands in its place, or in that of its value. */
const change = fc.tuple(fc.nat(30), fc.oneof(text, oneLine), fc.boolean());
const mail = fc.oneof(
  { weight: 1, arbitrary: text },
  {
    weight: 4,
    arbitrary: fc.tuple(fc.constantFrom(...reports), fc.array(change, { maxLength: 4 })).map(([report, changes]) => {
      const lines = report.split('\r\n');
      for (const [nth, instead, isValue] of changes) {
        const at = nth % lines.length;
        lines[at] = isValue ? `${lines[at]?.replace(/:.*/, '')}: ${instead}` : instead;
      }
      return lines.join('\r\n');
    }),
  },
);

test(
  'no mail makes the parser of reports throw or hang, and its reports are few and short',
  async () => {
    await fuzz(
      fc.asyncProperty(mail, async (raw) => {
        const reports = await reportsOfMail(raw, [secret]);
        expect(reports?.length ?? 0).toBeLessThanOrEqual(maxReports);
        for (const report of reports ?? []) {
          expect(JSON.stringify(report).length).toBeLessThanOrEqual(maxReportChars);
          // The one that the address was made for.
          if (report.isVouched) expect(report.recipient).toBe(grace);
        }
      }),
    );
  },
  fuzzTimeoutMs,
);

const keys =
  'Type Message notificationType eventType bounce bouncedRecipients emailAddress status diagnosticCode complaint complainedRecipients mail source receipt action encoding content Records s3 bucket object key name Event sluice'.split(
    ' ',
  );
const words = ['Notification', 'Bounce', 'Complaint', 'Received', 'Permanent', 'BASE64', 's3:TestEvent', '%E4%', ours];
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(...words),
    text,
    fc.jsonValue(),
    tie('list'),
    tie('object'),
    tie('wrapped'),
  ),
  list: fc.array(tie('value'), { maxLength: 5 }),
  object: fc.dictionary(fc.constantFrom(...keys), tie('value'), { maxKeys: 6 }),
  wrapped: tie('value').map((inner) => JSON.stringify({ Type: 'Notification', Message: JSON.stringify(inner) })),
}));

test(
  'no message of the feedback queue makes its reader throw or hang',
  async () => {
    await fuzz(
      fc.property(
        fc.oneof(
          value.map((json) => JSON.stringify(json)),
          text,
        ),
        (body) => {
          expect(['reports', 'mail', 'stored', 'nothing', 'unreadable']).toContain(readFeedback(body, [secret]).kind);
        },
      ),
    );
  },
  fuzzTimeoutMs,
);
