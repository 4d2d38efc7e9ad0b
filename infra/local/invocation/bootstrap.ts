/**
 * What runs in an execution environment's process, as Lambda's own runtime does in the cloud: loads the function's code once,
 * then takes one invocation at a time. It imports nothing of the product, so that the handler finds only what Lambda has.
 */
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { EnvironmentMessage, InvokeMessage } from './protocol.ts';

const [codeFile = '', exportName = '', compileCacheDir = ''] = process.argv.slice(2);
const env = process.env;

const report = (message: EnvironmentMessage) => process.send?.(message);

// As in Lambda, a rejection that nobody handles ends the environment and fails its invocation.
process.on('unhandledRejection', (reason) => {
  console.error('Runtime.UnhandledPromiseRejection', reason);
  process.exit(128);
});
// The parent is gone: nothing would ever end this process.
process.on('disconnect', () => process.exit());

// Many environments load the same bundle: compiling it once saves a part of each cold start.
enableCompileCache(compileCacheDir);
const loaded: Record<string, unknown> = await import(pathToFileURL(join(env['LAMBDA_TASK_ROOT'] ?? '', codeFile)).href);
const handler = loaded[exportName];
if (typeof handler !== 'function') throw new Error(`${codeFile} exports no function ${exportName}`);

// Written now: a killed process would not write it at its end.
flushCompileCache();

process.on('message', (message: InvokeMessage) => {
  void invoke(message).then(report);
});
report({ kind: 'ready' });

async function invoke({ event, awsRequestId, deadlineMs, traceId }: InvokeMessage): Promise<EnvironmentMessage> {
  env['_X_AMZN_TRACE_ID'] = traceId;
  const functionName = env['AWS_LAMBDA_FUNCTION_NAME'] ?? '';
  const context = {
    awsRequestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${env['AWS_REGION'] ?? ''}:000000000000:function:${functionName}`,
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'] ?? '',
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'] ?? '',
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
  try {
    const value: unknown = await (handler as (event: unknown, context: object) => unknown)(event, context);
    return { kind: 'returned', value: value ?? null };
  } catch (error) {
    console.error('Invoke Error', error);
    return { kind: 'threw', error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
  }
}
