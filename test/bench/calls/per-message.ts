import type { BilledUnits, CallsRow } from '#infra/docs/calls-data.ts';
import type { CampaignUse } from './measure-campaign.ts';

/** `LaneBulkDeliverFunction1A2B` → `deliver`; Lambda's polling → `queues`. */
export function stageOf(caller: string): string {
  if (caller.startsWith('Submit')) return 'submit';
  return /^Lane\w+?Deliver/.test(caller) ? 'deliver' : 'queues';
}

/** What was called, per message, by caller and operation; the polling of empty queues is no message's. */
export function rowsOf({ calls, messages }: CampaignUse): CallsRow[] {
  const rows = new Map<string, CallsRow>();
  for (const { caller, service, operation, resource, ...counts } of calls) {
    if (isPolling(operation)) continue;
    const place = { caller: stageOf(caller), service, operation, resource: kindOf(resource) };
    const key = Object.values(place).join(' ');
    const row = rows.get(key) ?? { ...place, calls: 0, units: 0, items: 0 };
    rows.set(key, {
      ...row,
      calls: row.calls + counts.calls / messages,
      units: row.units + counts.units / messages,
      items: row.items + counts.items / messages,
    });
  }
  return [...rows].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
}

/** `Sluice-LaneBulkReady…` or `sluice-local-bulk-ready` → a word that a reader knows. */
function kindOf(resource: string): string {
  const words = ['ready', 'retry', 'submit', 'ledger', 'manifest', 'bucket', 'suppression', 'events'];
  return words.find((word) => resource.toLowerCase().includes(word)) ?? resource;
}

export function billedUnits(rows: readonly CallsRow[]): BilledUnits {
  const sum = (of: (row: CallsRow) => number) => rows.reduce((total, row) => total + of(row), 0);
  const only = (service: string, figure: 'calls' | 'units') =>
    sum((row) => (row.service === service ? row[figure] : 0));
  const isRead = ({ operation }: CallsRow) => /Get|Query|Scan/.test(operation);
  return {
    sqsCalls: only('sqs', 'calls'),
    sqsRequests: only('sqs', 'units'),
    snsCalls: only('sns', 'calls'),
    snsRequests: only('sns', 'units'),
    writeUnits: sum((row) => (row.service === 'dynamodb' && !isRead(row) ? row.units : 0)),
    readUnits: sum((row) => (row.service === 'dynamodb' && isRead(row) ? row.units : 0)),
  };
}

/** What one of `steps` more steps a message cost, beyond the message that needed none. */
export function perStep(withSteps: BilledUnits, without: BilledUnits, steps: number): BilledUnits {
  const more = (name: keyof BilledUnits) => Math.max(0, (withSteps[name] - without[name]) / steps);
  return {
    sqsCalls: more('sqsCalls'),
    sqsRequests: more('sqsRequests'),
    snsCalls: more('snsCalls'),
    snsRequests: more('snsRequests'),
    writeUnits: more('writeUnits'),
    readUnits: more('readUnits'),
  };
}

function isPolling(operation: string): boolean {
  return operation.endsWith('(empty)');
}
