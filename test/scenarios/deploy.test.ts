import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { buildRelease, type Patch } from '#test/support/next-release.ts';
import { output, startPipeline, submissionFor, withBatchSize } from '#test/support/pipeline.ts';
import { until } from '#test/support/until.ts';

/** Messages that each release meets as its own. */
const third = 90;

/** A release that writes copies of version 2, which the present one cannot read, and reads both. */
const readsBoth: Patch = {
  file: 'shared/mail/delivery.ts',
  from: 'version: z.literal(1)',
  to: "priority: z.literal('none').optional(), version: z.union([z.literal(1), z.literal(2)])",
};
const splits2: Patch = {
  file: 'functions/submit/split.ts',
  from: 'version: 1 as const',
  to: "version: 2 as const, priority: 'none' as const",
};
/** So does its sender: what is paced or deferred goes on in the new form. */
const sends2: Patch = {
  file: 'functions/deliver/put-back.ts',
  from: 'body: asciiJson(next)',
  to: "body: asciiJson({ ...next, version: 2, priority: 'none' })",
};

it('a deploy in the middle of a campaign, its rollback, and the deploy after that lose nothing and double nothing', async () => {
  await using pipeline = await startPipeline({
    receivers: {
      'open.test': {},
      // Some of the mail is on its way for longer, and in more than one queue, when the code changes.
      'slow.test': { limits: { rate: '20/5s' } },
      'grey.test': { limits: { greylists: true } },
    },
    overrides: { maxConcurrency: 6 },
    config: withBatchSize(10),
  });
  const { aws, dir, receivers } = pipeline;
  const idOf = (start: string) =>
    aws.resources.functions.find(({ logicalId }) => logicalId.startsWith(start))?.logicalId ?? start;
  const ids = { submit: idOf('Submit'), deliver: idOf('LaneBulk') };
  const release = async (
    name: string,
    patches: readonly Patch[],
    own: Record<'submit' | 'deliver', readonly Patch[]>,
  ) => ({
    submit: await buildRelease('submit', join(dir, name, 'submit'), [...patches, ...own.submit]),
    deliver: await buildRelease('deliver', join(dir, name, 'deliver'), [...patches, ...own.deliver]),
  });
  const present = await release('present', [], { submit: [], deliver: [] });
  const next = await release('next', [readsBoth], { submit: [splits2], deliver: [sends2] });
  const deploy = (to: typeof present) => {
    aws.replaceFunction(ids.submit, to.submit);
    aws.replaceFunction(ids.deliver, to.deliver);
  };

  const domains = ['open.test', 'slow.test', 'grey.test'];
  const sendFrom = (first: number) =>
    pipeline.enqueue(
      Array.from({ length: third }, (_, index) => first + index).map((n) =>
        submissionFor(`mail-${n}`, `user${n}@${domains[n % 3]}`),
      ),
    );
  const copiesNow = () => receivers.latest().reduce((sum, { copies }) => sum + copies, 0);
  const passed = (mark: number) => until(() => copiesNow() >= mark, { withinMs: 120_000, everyMs: 20 });
  const givenBack = () =>
    /of a newer release go back/.test(readFileSync(join(dir, 'run', `${ids.deliver}.log`), 'utf8'));

  await sendFrom(0);
  await passed(third / 5);
  deploy(next);
  await sendFrom(third);
  await passed(third);
  expect(givenBack()).toBe(false);

  // What the next release wrote goes back, and is not attempted, until there is a release that reads it.
  deploy(present);
  await sendFrom(2 * third);
  await until(givenBack, { withinMs: 60_000 });

  deploy(next);
  expect(await pipeline.untilDrained(3 * third, 240_000)).toMatchObject({
    accepted: 3 * third,
    waiting: 0,
    doubts: 0,
    byState: { delivered: 3 * third },
  });
  const copies = await pipeline.copies();
  expect([...copies.values()]).toEqual(Array(3 * third).fill(1));
  const { Attributes } = await pipeline.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: output(aws, 'LaneBulkDeadLetter'),
      AttributeNames: ['ApproximateNumberOfMessages'],
    }),
  );
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
}, 500_000);
