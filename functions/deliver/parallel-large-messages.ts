/** Messages whose content lies in S3, sent at once: the function's memory follows from it (infra/constructs/function-memory.ts). */
export const parallelLargeMessages = 4;
