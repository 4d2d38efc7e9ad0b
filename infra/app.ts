import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { readConfig } from './config/read-config.ts';
import { ConfigError } from './config/resolve-config.ts';

/** What `cdk` runs: `-c stage=NAME` chooses the stage, `-c config=FILE` another configuration than infra/config.ts. */
const { node } = new App({ autoSynth: false });
const stage: unknown = node.tryGetContext('stage') ?? 'prod';
const file: unknown = node.tryGetContext('config') ?? 'infra/config.ts';

try {
  if (typeof stage !== 'string') throw new ConfigError('give one stage: -c stage=NAME');
  if (stage === 'local')
    throw new ConfigError('stage local lets anybody send as anybody: it is for `npm start`, not for AWS');
  if (typeof file !== 'string') throw new ConfigError('give one configuration: -c config=FILE');
  const assembly = buildApp({ stage, config: await readConfig(file) }).synth();
  console.error(`${file}, stage ${stage}: ${assembly.stacks.map(({ stackName }) => stackName).join(', ')}`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`${String(file)}: ${error.message}`);
  process.exitCode = 1;
}
