import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from 'vitest';
import { createPowertoolsLog } from '#shared/adapters/powertools-log.ts';

let written: MockInstance<typeof process.stdout.write>[];
beforeEach(() => {
  written = [
    vi.spyOn(process.stdout, 'write').mockReturnValue(true),
    vi.spyOn(process.stderr, 'write').mockReturnValue(true),
  ];
});
afterEach(() => {
  for (const spy of written) spy.mockRestore();
});

function lines(): Record<string, unknown>[] {
  return written
    .flatMap((spy) => spy.mock.calls.map(([chunk]) => String(chunk)))
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('a line of the log', () => {
  it('is JSON with its level, its fields and the id of its invocation', () => {
    const log = createPowertoolsLog();
    log.begin({ awsRequestId: 'r-1', functionName: 'deliver-bulk' } as Context);
    log.warn('a copy came back', { deliveryId: 'abc', site: 'gmail', found: undefined });
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'WARN',
        message: 'a copy came back',
        deliveryId: 'abc',
        site: 'gmail',
        function_request_id: 'r-1',
      }),
    ]);
  });

  it('holds no mail address, wherever it was hidden', () => {
    const log = createPowertoolsLog();
    const cause = new Error('rejected ada@receiver.test');
    log.error('no way to <ada@receiver.test>', {
      error: new Error('550 <ada@receiver.test> unknown', { cause }),
      reply: { text: 'ada@receiver.test is full', tried: ['ada@receiver.test'] },
    });
    const text = JSON.stringify(lines());
    expect(text).toContain('550');
    expect(text).not.toContain('receiver.test');
  });

  it('says of an error of AWS its name, its message and its request, not the whole exchange', () => {
    const log = createPowertoolsLog();
    const error = Object.assign(new Error('Rate exceeded'), {
      name: 'ThrottlingException',
      $metadata: { requestId: 'aws-1', httpStatusCode: 400 },
      $response: { body: 'x'.repeat(50_000) },
    });
    log.error('a write failed', { error });
    expect(lines()[0]?.['error']).toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      requestId: 'aws-1',
      httpStatus: 400,
    });
    expect(JSON.stringify(lines()[0]).length).toBeLessThan(4_000);
  });

  it('survives a field that refers to itself', () => {
    const log = createPowertoolsLog();
    const circle: Record<string, unknown> = { name: 'circle' };
    circle['self'] = circle;
    log.info('round', { circle });
    expect(lines()).toHaveLength(1);
  });

  it('refuses a recipient at compile time', () => {
    const log = createPowertoolsLog();
    // @ts-expect-error a recipient is not a field of a log line
    log.info('sent', { recipient: 'ada@receiver.test' });
    expect(JSON.stringify(lines())).not.toContain('ada');
  });
});
