import * as z from 'zod';
import { deploymentFaults } from './deployment-faults.ts';
import { type LocalOverrides, toLocalInput } from './local-stage.ts';
import { nameSchema } from './name-schema.ts';
import { parseConfig } from './parse-config.ts';
import { type PipelineConfig, type PipelineConfigInput, pipelineConfigSchema } from './schema.ts';

/** The whole of a configuration file: what all stages share, and per deployed stage the fields that it replaces. */
export interface Config extends PipelineConfigInput {
  readonly stages: Readonly<Record<string, Partial<PipelineConfigInput>>>;
}

/** A fault of a configuration, each line with its field and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  static of(faults: readonly string[], stage?: string): ConfigError {
    const where = stage === undefined ? '' : ` for stage "${stage}"`;
    return new ConfigError(`the configuration is wrong${where}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** Where a pipeline runs: only a laptop takes routes, and has no addresses of its own. */
export type Place = 'aws' | 'local';

/** What each stage replaces is checked with what it replaces. */
const stagesSchema = z.object({
  stages: z.record(
    z.string(),
    z.record(z.string(), z.unknown(), 'give an object with the fields that it replaces, or {}'),
    'name the stages to deploy, such as { prod: {} }',
  ),
});

/** The validated configuration of one stage: `local`, or one that `stages` names. */
export function resolveConfig(config: Config, stage: string, overrides: LocalOverrides = {}): PipelineConfig {
  const { stages, ...shared } = config;
  if (stage === 'local') {
    // What stage local changes must be right before it can be changed.
    validateConfig(shared, 'local', stage);
    return validateConfig(toLocalInput(shared, overrides), 'local', stage);
  }

  const listed = parseConfig(stagesSchema, { stages });
  if (!listed.isRight) throw ConfigError.of(listed.faults);
  const own = Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (own === undefined) {
    const known = [...Object.keys(stages), 'local'].join(', ');
    throw new ConfigError(`there is no stage "${stage}"; add it to \`stages\`, or use one of: ${known}`);
  }
  const named = nameSchema.safeParse(stage);
  if (!named.success) {
    throw ConfigError.of([`stages.${stage}: ${named.error.issues.map(({ message }) => message).join(', ')}`]);
  }
  if (stage.endsWith('-state'))
    throw ConfigError.of([`stages.${stage}: a stack of records has this ending; choose another`]);
  if (Object.keys(overrides).length > 0)
    throw new ConfigError('Only stage local takes overrides; edit the configuration');
  return validateConfig({ ...shared, ...own }, 'aws', stage);
}

/** What one pipeline is built from, defaults filled in. Throws a ConfigError that names all faults of a kind. */
export function validateConfig(input: PipelineConfigInput, place: Place, stage?: string): PipelineConfig {
  const parsed = parseConfig(pipelineConfigSchema, input);
  if (!parsed.isRight) throw ConfigError.of(parsed.faults, stage);
  const faults = place === 'aws' ? deploymentFaults(parsed.config) : [];
  if (faults.length > 0) throw ConfigError.of(faults, stage);
  return parsed.config;
}
