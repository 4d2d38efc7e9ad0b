import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run synth`: infra/config.ts first, then each example, offline. What stands behind `--` is for the first, such as
 * `-c stage=staging`.
 */
const examples = readdirSync(join(import.meta.dirname, 'examples')).map((name) => [
  '-c',
  `config=infra/examples/${name}`,
  '--output',
  join('cdk.out', 'examples', name.replace(/\.ts$/, '')),
]);

for (const args of [process.argv.slice(2), ...examples]) {
  // npm puts the CDK's command into the path.
  const { status } = spawnSync('cdk', ['synth', '--quiet', ...args], { stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = status ?? 1;
    break;
  }
}
