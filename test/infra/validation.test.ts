import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { buildApp } from '#infra/build-app.ts';
import { config } from '#infra/config.ts';
import { configurations } from './support/configurations.ts';

const reportSchema = z.object({
  pluginReports: z.array(z.object({ pluginName: z.string(), violations: z.array(z.object({ ruleName: z.string() })) })),
});

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'sluice-validation-'));
});
afterEach(() => {
  rmSync(outdir, { recursive: true });
});

/** What cdk-nag and CDK's own rules found; a plugin that found nothing is not in it. */
function findings(): string[] {
  const report = reportSchema.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
  return report.pluginReports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));
}

test.each([...configurations.map((one) => ({ ...one, stage: 'prod' })), { name: 'shipped', config, stage: 'local' }])(
  'the $name configuration, stage $stage, has no finding that is not acknowledged',
  ({ stage, config }) => {
    buildApp({ stage, config, outdir, bundle: false }).synth();
    expect(findings()).toEqual([]);
  },
);

test('a queue without TLS and dead letters would be found, and fail the synthesis', () => {
  const app = buildApp({ stage: 'prod', outdir, bundle: false });
  const bare = new Queue(app.node.findAll().find(Stack.isStack) ?? app, 'Bare');
  expect(bare.queueArn).toBeDefined();
  expect(() => app.synth()).toThrow(/SQS queue does not require requests to use SSL/);
  expect(findings()).toEqual(
    expect.arrayContaining(['AwsSolutions-SQS3', 'AwsSolutions-SQS4', 'Serverless-SQSRedrivePolicy']),
  );
});
