import { createRequire } from 'node:module';
import { type DynamoDbKind, startDynamoDb } from '#infra/local/aws/dynamodb.ts';

/**
 * `dynalite` runs everywhere; `dynoxide` is truer (it returns the old item of a refused condition) but an optional
 * dependency of linux-x64.
 */
export type DynamoEmulator = DynamoDbKind;

/** A DynamoDB emulator in a child process: in process, a client that aborts within a request would end the tests. */
export async function startDynamoProcess(emulator: DynamoEmulator): Promise<AsyncDisposable & { endpoint: string }> {
  const { port, close } = await startDynamoDb(emulator);
  return { endpoint: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: close };
}

/** Whether this emulator is installed here. */
export function hasEmulator(emulator: DynamoEmulator): boolean {
  if (emulator === 'dynalite') return true;
  try {
    createRequire(import.meta.url).resolve('@dynoxide/linux-x64/dynoxide');
    return true;
  } catch {
    return false;
  }
}
