import { runBench } from './experiments/run-bench.ts';

await runBench('urgent');
