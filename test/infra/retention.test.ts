import { expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from '#infra/build-app.ts';

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
    }),
  ),
});

/** What holds mail, or says what became of it. */
const keepers = ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket'];

test('no deployment deletes mail or what is known of it: only the limiter’s table, which is learned again, goes', () => {
  const resources = buildApp({ stage: 'prod', bundle: false })
    .synth()
    .stacks.flatMap(({ template }) => Object.entries(templateSchema.parse(template).Resources));
  const kept = resources.filter(([, { Type }]) => keepers.includes(Type));
  // A first deployment that fails leaves nothing behind.
  const isKept = (policy = '') => policy === 'Retain' || policy === 'RetainExceptOnCreate';
  const deletable = kept.filter(
    ([, { DeletionPolicy, UpdateReplacePolicy }]) => !isKept(DeletionPolicy) || !isKept(UpdateReplacePolicy),
  );
  // Two lanes with three queues, three of submit, four tables, a bucket.
  expect(kept.length).toBeGreaterThanOrEqual(14);
  expect(deletable.map(([id]) => id.replace(/[0-9A-F]{8}$/, ''))).toEqual([expect.stringMatching(/TablesBucket$/)]);
});
