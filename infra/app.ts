import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { ConfigError } from './config/resolve-config.ts';

/** What `cdk` runs; `-c stage=NAME` chooses the stage. */
const stage: unknown = new App({ autoSynth: false }).node.tryGetContext('stage') ?? 'prod';

try {
  if (typeof stage !== 'string') throw new ConfigError('give one stage: -c stage=NAME');
  buildApp({ stage }).synth();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
