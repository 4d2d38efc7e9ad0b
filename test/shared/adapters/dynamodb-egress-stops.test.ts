import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoEgressStops } from '#shared/adapters/dynamodb-egress-stops.ts';
import { createEgressStop } from '#shared/bucket/egress-stop.ts';
import { type DynamoEmulator, hasEmulator } from '#test/support/dynamodb-process.ts';
import { type Emulators, startEmulators } from '#test/support/emulators.ts';
import { createTable } from '#test/support/tables.ts';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const hourMs = 3_600_000;
const word = (site: string) => ({ site, isSure: false, reason: '550 no PTR', atLeastMs: hourMs });

describe.each((['dynalite', 'dynoxide'] satisfies DynamoEmulator[]).filter(hasEmulator))(
  'stops of egresses in %s',
  (dynamodb) => {
    let aws: Emulators;
    beforeAll(async () => {
      aws = await startEmulators({ dynamodb });
      await createTable(aws.dynamodb, 'bucket', 'key');
    });
    afterAll(() => aws[Symbol.asyncDispose]());

    it('hear the words of senders at once, are new to one of them, and are tried by one', async () => {
      const store = createDynamoEgressStops(aws.dynamodb, 'bucket');
      let nowMs = 1_000;
      const senders = ['a', 'b', 'c'].map((site) => ({
        site,
        stop: createEgressStop(store, 'main', { now: () => nowMs }, log),
      }));
      const news = await Promise.all(senders.map(({ site, stop }) => stop.hear(word(site))));
      expect(news.filter(Boolean)).toHaveLength(1);
      expect(await store.read('main')).toMatchObject({
        untilMs: 1_000 + hourMs,
        words: { a: 1_000, b: 1_000, c: 1_000 },
      });

      nowMs += hourMs;
      const waits = await Promise.all(senders.map(({ site, stop }) => stop.waitsUntil(`of ${site}`)));
      expect(waits.filter((wait) => wait === null)).toHaveLength(1);
      const trial = senders[waits.indexOf(null)];
      await trial?.stop.passed(`of ${trial.site}`);
      expect(await store.read('main')).toMatchObject({ untilMs: 0, words: {}, trial: null });

      expect(await store.remove('main')).toBe(true);
      expect(await store.remove('main')).toBe(false);
      expect(await store.read('main')).toBeNull();
    });
  },
);
