import type { Incident, Step } from './incidents.ts';
import type { AwsCall, Treatment } from './interposer.ts';

/** An incident as it comes to pass. */
export interface Blow {
  hasStruck(): boolean;
  /** In the SMTP dialogue: kills, once. */
  strike(): void;
  treat(call: AwsCall): Treatment;
  after(call: AwsCall): void;
  /** An invocation has ended: where it was struck, all works again. */
  endWithInvocation(): void;
}

export function createBlow({ of, at, blow }: Incident, kill: () => void): Blow {
  const isKill = blow === 'killed before' || blow === 'killed after';
  let hasStruck = false;
  let isOver = false;
  /** Kills when it was carried out. */
  let last: AwsCall | null = null;
  /** Of the ledger's writes those of one delivery are struck. */
  let struckKey: string | null = null;

  function isHit(call: AwsCall): boolean {
    if (isOver || call.caller !== of || stepOf(call) !== at) return false;
    if (isKill) return !hasStruck;
    if (at !== 'claim' && at !== 'settle') return true;
    const key = JSON.stringify(call.fields['Key']);
    struckKey ??= key;
    return key === struckKey;
  }

  return {
    hasStruck: () => hasStruck,
    strike() {
      if (hasStruck) return;
      hasStruck = true;
      kill();
    },
    treat(call) {
      if (!isHit(call)) return 'pass';
      hasStruck = true;
      switch (blow) {
        case 'killed before':
          kill();
          return 'drop';
        case 'killed after':
          last = call;
          return 'drop answer';
        case 'answer lost':
          return 'drop answer';
        case 'half a batch fails':
          return 'half';
        default:
          return blow;
      }
    },
    after(call) {
      if (call === last) kill();
    },
    endWithInvocation() {
      isOver ||= hasStruck;
    },
  };
}

/** What a call is for, by what it writes where. */
function stepOf({ service, operation, fields }: AwsCall): Step | null {
  const { TableName, QueueUrl, RequestItems, UpdateExpression } = fields;
  if (service === 'sns') return operation === 'PublishBatch' ? 'publish' : null;
  switch (operation) {
    case 'SendMessageBatch':
      return String(QueueUrl).endsWith('-retry') ? 'enqueue again' : 'enqueue';
    case 'BatchGetItem':
      return Object.keys(RequestItems as object).some((table) => table.endsWith('-ledger')) ? 'read the ledger' : null;
    case 'PutItem':
      return String(TableName).endsWith('-manifest') ? 'book the manifest' : null;
    case 'UpdateItem':
      if (String(TableName).endsWith('-bucket')) return 'write the bucket';
      return String(UpdateExpression).includes(':until') ? 'claim' : 'settle';
    default:
      return null;
  }
}
