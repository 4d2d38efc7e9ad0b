import { afterAll, beforeAll } from 'vitest';
import { createDynamoLedger } from '#shared/adapters/dynamodb-ledger.ts';
import { describeLedger } from '#test/shared/ledger/contract.ts';
import { type DynamoEmulator, hasEmulator } from '#test/support/dynamodb-process.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createTable } from '#test/support/tables.ts';

describeLedger('memory', createMemoryLedger);

/** dynalite is the store that does not return the old item; dynoxide the one that does. */
const stores = (['dynalite', 'dynoxide'] satisfies DynamoEmulator[]).filter(hasEmulator);
const emulators = new Map<DynamoEmulator, Emulators>();

beforeAll(async () => {
  for (const store of stores) {
    const started = await startEmulators({ dynamodb: store });
    emulators.set(store, started);
    await createTable(started.dynamodb, 'ledger', 'id');
  }
});

afterAll(async () => {
  for (const started of emulators.values()) await started[Symbol.asyncDispose]();
});

for (const store of stores) {
  describeLedger(store, () => {
    const started = emulators.get(store);
    if (!started) throw new Error(`${store} did not start`);
    return createDynamoLedger(started.dynamodb, 'ledger', { ttlDays: 30 });
  });
}
