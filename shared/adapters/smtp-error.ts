import { scrub } from '../smtp/reply.ts';

/** What nodemailer says of a failure. Its `code` tells little: the reply counts. */
export interface SmtpError extends Error {
  code?: string | undefined;
  command?: string | undefined;
  response?: string | undefined;
  /** Where OpenSSL found the error: which part of it did. */
  library?: string | undefined;
}

export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

export function describe(error: SmtpError): string {
  const code = error.code && !error.message.includes(error.code) ? `${error.code}: ` : '';
  return scrub(code + error.message);
}
