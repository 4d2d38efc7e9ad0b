import { availableParallelism, cpus } from 'node:os';

/** What a figure was measured on: `Node.js 24.21.0, 2 × AMD EPYC 7B13`. */
export function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'a processor without a name';
  return `Node.js ${process.versions.node}, ${availableParallelism()} × ${model}`;
}
