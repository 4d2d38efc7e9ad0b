import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDynamoBucketStore } from '#shared/adapters/dynamodb-bucket-store.ts';
import { createLiveLimitStore } from '#shared/adapters/dynamodb-live-limits.ts';
import { type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { copyFor } from './harness.ts';
import { startDeliverPump } from './pump.ts';

let server: ScriptedServer;
let pump: Awaited<ReturnType<typeof startDeliverPump>>;
beforeEach(async () => {
  server = await startScriptedServer({});
  pump = await startDeliverPump(server.port);
});
afterEach(async () => {
  await pump[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const copies = Array.from({ length: 4 }, (_, index) => copyFor(`user${index}@a.test`));
const bucketOf = (site: string) => createDynamoBucketStore(pump.aws.dynamodb, 'bucket').read(`local#${site}`);
const set = (site: string, texts: readonly string[]) =>
  createLiveLimitStore(pump.aws.dynamodb, 'bucket', 'local').set(site, texts);

it('makes a domain that a live limit names a site of its own, and keeps the limit', async () => {
  await set('a.test', ['1 per connection']);
  await pump.enqueue(copies);
  while (await pump.invokeFrom('ready'));
  expect(server.messages).toHaveLength(copies.length);
  expect(server.commands.filter((command) => command.startsWith('EHLO'))).toHaveLength(copies.length);
  expect(await bucketOf('a.test')).not.toBeNull();
  expect(await bucketOf(`127.0.0.1:${server.port}`)).toBeNull();
});

it('delivers as configured where a live limit cannot be read', async () => {
  await set('a.test', ['as fast as you like']);
  await pump.enqueue(copies);
  while (await pump.invokeFrom('ready'));
  expect(server.messages).toHaveLength(copies.length);
  expect(await bucketOf('a.test')).toBeNull();
  expect(await bucketOf(`127.0.0.1:${server.port}`)).not.toBeNull();
});
