import type { Fault } from './fault.ts';

/** `sendAt` reaches this far: a copy waits in its queue, and hops cost requests. */
const maxAheadMs = 24 * 3_600_000;

const composedFields = [
  'from',
  'to',
  'cc',
  'bcc',
  'replyTo',
  'subject',
  'text',
  'html',
  'headers',
  'list',
  'unsubscribe',
  'attachments',
];

/**
 * What concerns several fields of a submission: which go together, and the times. Works on the document as it came, so that
 * these faults are told along with those of single fields.
 */
export function checkConsistency(document: unknown, sentAtMs: number): Fault[] {
  if (!isObject(document)) return [];
  const has = (field: string) => document[field] !== undefined;
  const envelope = isObject(document['envelope']) ? document['envelope'] : {};
  return [
    ...(has('raw') ? checkRaw(document, envelope) : checkComposed(has, envelope)),
    ...checkUnsubscribe(document),
    ...checkTimes(document, sentAtMs),
  ];
}

function checkRaw(document: Record<string, unknown>, envelope: Record<string, unknown>): Fault[] {
  const faults = composedFields
    .filter((field) => document[field] !== undefined)
    .map((field) => ({
      field,
      problem: 'does not go with raw',
      expected: 'the header and body of the raw message only',
    }));
  if (envelope['from'] === undefined) {
    faults.push(missing('envelope.from', 'with raw: the bounce address, e.g. "bounces@example.com", or null'));
  }
  if (envelope['to'] === undefined)
    faults.push(missing('envelope.to', 'with raw: the recipients, e.g. ["grace@example.org"]'));
  return faults;
}

function checkComposed(has: (field: string) => boolean, envelope: Record<string, unknown>): Fault[] {
  const faults: Fault[] = [];
  if (!has('from')) faults.push(missing('from', 'the author, e.g. "Ada <ada@example.com>"'));
  if (!has('to') && !has('cc') && !has('bcc')) {
    faults.push(missing('to', 'at least one recipient in to, cc or bcc, e.g. "grace@example.org"'));
  }
  if (!has('text') && !has('html') && !has('attachments')) faults.push(missing('text', 'text, html or attachments'));
  if (envelope['to'] !== undefined) {
    faults.push({ field: 'envelope.to', problem: 'goes only with raw', expected: 'recipients in to, cc and bcc' });
  }
  return faults;
}

/** One field says how to leave; a second one beside it would contradict it for some clients. */
function checkUnsubscribe(document: Record<string, unknown>): Fault[] {
  if (document['unsubscribe'] === undefined) return [];
  const { list, headers } = document;
  const names = Array.isArray(headers)
    ? headers.map((header: unknown) => (isObject(header) ? String(header['key']) : ''))
    : Object.keys(isObject(headers) ? headers : {});
  const doubled = names.find((name) => /^list-unsubscribe(?:-post)?$/i.test(name));
  const expected = 'either this or the field "unsubscribe"';
  return [
    ...(isObject(list) && list['unsubscribe'] !== undefined
      ? [{ field: 'list.unsubscribe', problem: 'does not go with unsubscribe', expected }]
      : []),
    ...(doubled === undefined
      ? []
      : [{ field: 'headers', problem: `has ${doubled}, which does not go with unsubscribe`, expected }]),
  ];
}

function checkTimes(document: Record<string, unknown>, sentAtMs: number): Fault[] {
  const faults: Fault[] = [];
  const sendAtMs = timeOf(document['sendAt']);
  const expiresAtMs = timeOf(document['expiresAt']);
  const now = new Date(sentAtMs).toISOString();
  if (sendAtMs !== null && sendAtMs > sentAtMs + maxAheadMs) {
    const latest = new Date(sentAtMs + maxAheadMs).toISOString();
    faults.push({ field: 'sendAt', problem: 'lies more than 24 hours ahead', expected: `a time until ${latest}` });
  }
  if (expiresAtMs !== null && expiresAtMs <= sentAtMs) {
    faults.push({ field: 'expiresAt', problem: 'lies in the past', expected: `a time after ${now}` });
  } else if (expiresAtMs !== null && sendAtMs !== null && expiresAtMs <= sendAtMs) {
    faults.push({ field: 'expiresAt', problem: 'is not after sendAt', expected: 'a time after sendAt' });
  }
  return faults;
}

function missing(field: string, expected: string): Fault {
  return { field, problem: 'is missing', expected };
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
