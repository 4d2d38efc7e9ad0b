import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { packLaw, unpackLaw } from './pack-law.ts';
import type { BucketState } from '../bucket/state.ts';
import { compare } from '../bucket/apply.ts';
import type { Action, BucketStore, BucketWrite, Clause, NumberPath } from '../bucket/write.ts';
import { conditionalUpdate, type Item, n, numberOf, s } from './conditional-update.ts';

/** Buckets in a DynamoDB table, `key` its key: each write is one conditional UpdateItem. */
export function createDynamoBucketStore(client: DynamoDBClient, table: string): BucketStore {
  return {
    async read(key) {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: table, Key: { key: s(key) }, ConsistentRead: true }),
      );
      return item ? stateFromItem(item) : null;
    },
    async write(key, write) {
      const result = await conditionalUpdate(client, { TableName: table, Key: { key: s(key) }, ...printWrite(write) });
      return result.kind === 'written'
        ? { kind: 'written', state: stateFromItem(result.item) }
        : { kind: 'refused', state: result.found && stateFromItem(result.found) };
    },
  };
}

/** Attributes that items of earlier releases lack; absent counts as 0. */
const laterPaths: readonly NumberPath[] = ['urgentNextMs', 'urgentUntilMs', 'busySinceMs', 'day', 'dayMessages'];

/** Prints a write as DynamoDB's expressions. Exported for the test that holds it against `applyWrite`. */
export function printWrite(write: BucketWrite) {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const name = (attribute: string) => {
    const found = Object.entries(names).find(([, known]) => known === attribute);
    if (found) return found[0];
    const placeholder = `#n${Object.keys(names).length}`;
    names[placeholder] = attribute;
    return placeholder;
  };
  const value = (attribute: AttributeValue) => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = attribute;
    return placeholder;
  };
  const present = (path: NumberPath) =>
    laterPaths.includes(path) ? `if_not_exists(${name(path)}, ${value(n(0))})` : name(path);
  const slot = (owner: string) => `${name('slots')}.${name(owner)}`;

  const clause = (c: Clause): string => {
    switch (c.is) {
      case 'new':
        return `attribute_not_exists(${name('key')})`;
      case 'exists':
        return `attribute_exists(${name('key')})`;
      case 'compare': {
        const holds = `${name(c.path)} ${c.op} ${value(n(c.value))}`;
        const holdsWhenAbsent = laterPaths.includes(c.path) && compare(0, c.op, c.value);
        return holdsWhenAbsent ? `(attribute_not_exists(${name(c.path)}) OR ${holds})` : holds;
      }
      case 'slots-below':
        return `size(${name('slots')}) < ${value(n(c.value))}`;
      case 'slots-at-most':
        return `size(${name('slots')}) <= ${value(n(c.value))}`;
      case 'slot-free':
        return `attribute_not_exists(${slot(c.owner)})`;
      case 'slot-held':
        return `attribute_exists(${slot(c.owner)})`;
      case 'slot-expires':
        return `${slot(c.owner)} = ${value(n(c.atMs))}`;
    }
  };

  const sets: string[] = [];
  const removes: string[] = [];
  const action = (a: Action): void => {
    switch (a.do) {
      case 'create':
        for (const [attribute, content] of Object.entries(itemFromState(a.state))) {
          sets.push(`${name(attribute)} = ${value(content)}`);
        }
        return;
      case 'set':
        sets.push(`${name(a.path)} = ${value(n(a.value))}`);
        return;
      case 'add':
        sets.push(`${name(a.path)} = ${present(a.path)} + ${value(n(a.value))}`);
        return;
      case 'set-law':
        sets.push(`${name('law')} = ${value(s(packLaw(a.law)))}`);
        return;
      case 'take-slot':
        sets.push(`${slot(a.owner)} = ${value(n(a.untilMs))}`);
        return;
      case 'free-slot':
        removes.push(slot(a.owner));
        return;
    }
  };

  const conditions = write.when.map(clause);
  write.then.forEach(action);
  return {
    UpdateExpression: [
      ...(sets.length > 0 ? [`SET ${sets.join(', ')}`] : []),
      ...(removes.length > 0 ? [`REMOVE ${removes.join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: names,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  };
}

function itemFromState(state: BucketState): Item {
  return {
    tatUs: n(state.tatUs),
    nextMs: n(state.nextMs),
    urgentNextMs: n(state.urgentNextMs),
    urgentUntilMs: n(state.urgentUntilMs),
    blockedUntilMs: n(state.blockedUntilMs),
    accepted: n(state.accepted),
    busySinceMs: n(state.busySinceMs),
    day: n(state.day),
    dayMessages: n(state.dayMessages),
    version: n(state.version),
    slots: { M: Object.fromEntries(Object.entries(state.slots).map(([owner, untilMs]) => [owner, n(untilMs)])) },
    law: s(packLaw(state.law)),
  };
}

export function stateFromItem(item: Item): BucketState {
  const law = unpackLaw(item['law']?.S ?? '');
  return {
    tatUs: numberOf(item['tatUs']),
    nextMs: numberOf(item['nextMs']),
    urgentNextMs: numberOf(item['urgentNextMs']),
    urgentUntilMs: numberOf(item['urgentUntilMs']),
    blockedUntilMs: numberOf(item['blockedUntilMs']),
    accepted: numberOf(item['accepted']),
    busySinceMs: numberOf(item['busySinceMs']),
    day: numberOf(item['day']),
    dayMessages: numberOf(item['dayMessages']),
    version: numberOf(item['version']),
    slots: Object.fromEntries(Object.entries(item['slots']?.M ?? {}).map(([owner, until]) => [owner, numberOf(until)])),
    law,
  };
}
