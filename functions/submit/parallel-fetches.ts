/** Submissions whose content is fetched from S3 at once: the function's memory follows from it (infra/constructs/function-memory.ts). */
export const parallelFetches = 2;
