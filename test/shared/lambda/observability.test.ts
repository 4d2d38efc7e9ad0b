import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { type InvocationLog, type InvocationMeter, observability } from '#shared/lambda/observability.ts';

function recorder() {
  const calls: string[] = [];
  const log: InvocationLog = {
    begin: ({ awsRequestId }) => void calls.push(`begin ${awsRequestId}`),
    info: (message) => void calls.push(`info ${message}`),
    warn: (message) => void calls.push(`warn ${message}`),
    error: (message) => void calls.push(`error ${message}`),
  };
  const meter: InvocationMeter = {
    count: (name) => void calls.push(`count ${name}`),
    observeAge: (name) => void calls.push(`observe ${name}`),
    observePeak: (name) => void calls.push(`observe ${name}`),
    flush: () => void calls.push('flush'),
  };
  return { calls, log, meter };
}

const context = { awsRequestId: 'r-1' } as Context;

describe('the observability of a handler', () => {
  it('names the invocation before it and publishes what it counted after it', async () => {
    const { calls, log, meter } = recorder();
    const handler = middy(async () => {
      meter.count('Delivered', 1, { lane: 'bulk' });
      return 'done';
    }).use(observability(log, meter));
    await expect(handler({}, context)).resolves.toBe('done');
    expect(calls).toEqual(['begin r-1', 'count Delivered', 'flush']);
  });

  it('logs what the handler throws, publishes what it counted, and lets the invocation fail', async () => {
    const { calls, log, meter } = recorder();
    const handler = middy(async () => {
      meter.count('Delivered', 1, { lane: 'bulk' });
      throw new Error('no way to DynamoDB');
    }).use(observability(log, meter));
    await expect(handler({}, context)).rejects.toThrow('no way to DynamoDB');
    expect(calls).toEqual([
      'begin r-1',
      'count Delivered',
      'error the invocation failed; SQS will deliver its batch again',
      'flush',
    ]);
  });
});
