import { Logger } from '@aws-lambda-powertools/logger';
import type { LogFields } from '../lambda/log.ts';
import type { InvocationLog } from '../lambda/observability.ts';
import { scrub } from '../smtp/reply.ts';

/** A line that long says enough; CloudWatch takes 1 MB an event and bills each byte. */
const maxTextChars = 1_000;
const maxFrames = 8;
/** Fields of fields of fields: nothing of ours is deeper. */
const maxDepth = 4;

/** The log as Powertools writes it: one JSON line a call, level from POWERTOOLS_LOG_LEVEL, service from POWERTOOLS_SERVICE_NAME. */
export function createPowertoolsLog(): InvocationLog {
  const logger = new Logger();
  const write = (level: 'info' | 'warn' | 'error') => (message: string, fields?: LogFields) =>
    fields === undefined ? logger[level](clean(message)) : logger[level](clean(message), cleanFields(fields, 0));
  return {
    begin: (context) => logger.addContext(context),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  };
}

function clean(text: string): string {
  return scrub(text, maxTextChars);
}

/** Everything that is logged passes here: mail addresses are taken out, texts bounded, errors turned into plain facts. */
function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return clean(value);
  if (value instanceof Error) return cleanError(value, depth);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= maxDepth) return '(deeper)';
  if (Array.isArray(value)) return value.slice(0, 20).map((entry) => cleanValue(entry, depth + 1));
  return cleanFields(value, depth + 1);
}

function cleanFields(fields: object, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, cleanValue(value, depth)]),
  );
}

/** AWS's errors carry whole requests and responses: of those only the request id is of use. */
function cleanError(error: Error, depth: number): Record<string, unknown> {
  const { $metadata } = error as { $metadata?: { requestId?: string; httpStatusCode?: number } };
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    message: clean(error.message),
    stack: frames.slice(0, maxFrames).map((line) => line.trim()),
    ...($metadata === undefined ? {} : { requestId: $metadata.requestId, httpStatus: $metadata.httpStatusCode }),
    ...(error.cause === undefined || depth >= maxDepth ? {} : { cause: cleanValue(error.cause, depth + 1) }),
  };
}
