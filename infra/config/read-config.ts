import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Config, ConfigError } from './resolve-config.ts';

/** The configuration that a file exports as `config`. Throws a ConfigError where there is none. */
export async function readConfig(file: string): Promise<Config> {
  const path = resolve(file);
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
