import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '#test/support/scripted-smtp.ts';
import { failEntries, intercept } from '#test/support/sdk-middleware.ts';
import { until } from '#test/support/until.ts';
import { copyFor } from './harness.ts';
import { startDeliverPump } from './pump.ts';

let server: ScriptedServer;
let pump: Awaited<ReturnType<typeof startDeliverPump>>;
let isBusy = false;

beforeEach(async () => {
  isBusy = false;
  server = await startScriptedServer({ rcpt: () => (isBusy ? '451 4.3.0 not now' : '250 2.1.5 ok') });
  pump = await startDeliverPump(server.port);
});
afterEach(async () => {
  await pump[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const copies = Array.from({ length: 12 }, (_, index) => copyFor(`user${index}@a.test`));

const states = async () => {
  const records = await pump.ledger.read(copies.map(({ id }) => id));
  return copies.map(({ id }) => records.get(id)?.state ?? 'none');
};
/** Invokes until every delivery is final. */
const drain = () =>
  until(
    async () => {
      await pump.invokeFrom('ready');
      await pump.invokeFrom('retry');
      return (await states()).every((state) => state === 'delivered');
    },
    { withinMs: 15_000 },
  );

/** Copies at the receiver, by Message-ID, held against what the ledger admits. */
async function expectNothingLostOrDoubled(): Promise<void> {
  const records = await pump.ledger.read(copies.map(({ id }) => id));
  for (const { id } of copies) {
    const atReceiver = server.messages.filter((message) => message.includes(id)).length;
    expect(atReceiver).toBeGreaterThanOrEqual(1);
    expect(atReceiver).toBeLessThanOrEqual(1 + (records.get(id)?.doubts ?? 0));
  }
}

describe('deliver, when AWS fails it', () => {
  it('gives back deferrals whose successors SQS failed, each alone, and delivers them all later', async () => {
    await pump.enqueue(copies);
    isBusy = true;
    const unlucky = new Set(copies.slice(0, 4).map(({ id }) => id));
    {
      using _fault = failEntries(pump.aws.sqs, (body) => unlucky.has(JSON.parse(body).id));
      while (await pump.invokeFrom('ready')) if (pump.failures.length > 0) break;
      expect(pump.failures.length).toBeGreaterThan(0);
      expect(pump.failures.length).toBeLessThanOrEqual(unlucky.size);
    }
    isBusy = false;
    await drain();
    await expectNothingLostOrDoubled();
  });

  it('gives back what was delivered and could not be told, and tells it later', async () => {
    await pump.enqueue(copies);
    {
      using _fault = intercept(pump.aws.sns, async ({ name, input }, pass) => {
        if (name !== 'PublishBatch') return pass();
        const entries = (input as { PublishBatchRequestEntries: { Id: string }[] }).PublishBatchRequestEntries;
        return { Failed: entries.map(({ Id }) => ({ Id, SenderFault: true, Code: 'InternalError' })), Successful: [] };
      });
      await pump.invokeFrom('ready');
      expect(pump.failures).not.toEqual([]);
    }
    expect(await pump.takeOutcomes()).toEqual([]);
    await drain();
    while (await pump.invokeFrom('ready'));
    expect((await pump.takeOutcomes()).filter((outcome) => outcome === 'delivered')).toHaveLength(copies.length);
    await expectNothingLostOrDoubled();
  });

  it.each(['BatchGetItem', 'UpdateItem'])(
    'loses nothing while DynamoDB throttles %s',
    async (operation) => {
      await pump.enqueue(copies);
      {
        let calls = 0;
        using _fault = intercept(pump.aws.dynamodb, async ({ name }, pass) => {
          if (name === operation && ++calls % 3 !== 0) throw throttled();
          return pass();
        });
        for (let invocations = 0; invocations < 3; invocations++) {
          await pump.invokeFrom('ready');
        }
        expect(calls).toBeGreaterThan(0);
      }
      await drain();
      await expectNothingLostOrDoubled();
    },
    20_000,
  );

  it('names the doubt when the settle after a delivery is lost', async () => {
    await pump.enqueue(copies.slice(0, 1));
    {
      using _fault = intercept(pump.aws.dynamodb, async ({ name, input }, pass) => {
        const isSettle = JSON.stringify(input).includes('"delivered"');
        if (name === 'UpdateItem' && isSettle) throw throttled();
        return pass();
      });
      await pump.invokeFrom('ready');
      expect(server.messages).toHaveLength(1);
    }
    const [copy] = copies;
    await until(async () => {
      await pump.invokeFrom('ready');
      return (await pump.ledger.read([copy?.id ?? ''])).get(copy?.id ?? '')?.state === 'delivered';
    });
    expect((await pump.ledger.read([copy?.id ?? ''])).get(copy?.id ?? '')?.doubts).toBe(1);
    expect(server.messages).toHaveLength(2);
  });
});

function throttled(): Error {
  return Object.assign(new Error('injected'), { name: 'ProvisionedThroughputExceededException' });
}
