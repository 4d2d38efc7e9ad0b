import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app.ts';
import { type Config, ConfigError } from './config/resolve-config.ts';

/** What `cdk` runs: `-c stage=NAME` chooses the stage, `-c config=FILE` another configuration than infra/config.ts. */
const { node } = new App({ autoSynth: false });
const stage: unknown = node.tryGetContext('stage') ?? 'prod';
const file: unknown = node.tryGetContext('config') ?? 'infra/config.ts';

try {
  if (typeof stage !== 'string') throw new ConfigError('give one stage: -c stage=NAME');
  if (stage === 'local')
    throw new ConfigError('stage local lets anybody send as anybody: it is for `npm start`, not for AWS');
  if (typeof file !== 'string') throw new ConfigError('give one configuration: -c config=FILE');
  const assembly = buildApp({ stage, config: await read(file) }).synth();
  console.error(`${file}, stage ${stage}: ${assembly.stacks.map(({ stackName }) => stackName).join(', ')}`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(`${String(file)}: ${error.message}`);
  process.exitCode = 1;
}

async function read(configFile: string): Promise<Config> {
  const path = resolve(configFile);
  let module: { readonly config?: Config };
  try {
    module = (await import(pathToFileURL(path).href)) as { readonly config?: Config };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') {
      throw new ConfigError('cannot be read; give a file such as infra/examples/ses.ts');
    }
    throw error;
  }
  if (module.config === undefined) throw new ConfigError('exports no `config`');
  return module.config;
}
