import type { z } from 'zod';
import { limitSiteFault } from '#shared/routing/limit-site.ts';
import { type PipelineConfig, type PipelineConfigInput, pipelineConfigSchema } from './schema.ts';
import { type LocalOverrides, toLocalInput } from './local-stage.ts';

/** Lambda: all of a function's variables together hold 4 KB. What the other variables take was measured, and rounded up. */
const environmentBytes = 4096;
const fixedVariablesBytes = 1700;
const laneBytes = 230;
/** What an ARN adds to the name of a secret. */
const arnBytes = 80;

/** The whole of infra/config.ts: what all stages share, and per deployed stage the fields that it replaces. */
export interface Config extends PipelineConfigInput {
  readonly stages: Readonly<Record<string, Partial<PipelineConfigInput>>>;
}

/** A fault of infra/config.ts, each line with its field and what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** The validated configuration of one stage: `local`, or one that `stages` names. */
export function resolveConfig(config: Config, stage: string, overrides: LocalOverrides = {}): PipelineConfig {
  const { stages, ...shared } = config;
  if (stage === 'local') return parse(toLocalInput(shared, overrides), stage);

  const own = Object.hasOwn(stages, stage) ? stages[stage] : undefined;
  if (own === undefined) {
    const known = [...Object.keys(stages), 'local'].join(', ');
    throw new ConfigError(`infra/config.ts has no stage "${stage}"; add it to \`stages\`, or use one of: ${known}`);
  }
  if (Object.keys(overrides).length > 0)
    throw new ConfigError('Only stage local takes overrides; edit infra/config.ts');

  const resolved = parse({ ...shared, ...own }, stage);
  const faults = deploymentFaults(resolved);
  if (faults.length > 0) throw configError(stage, faults);
  return resolved;
}

/** What a local run may do and a deployed stage may not. */
function deploymentFaults(config: PipelineConfig): string[] {
  const faults = config.egresses.flatMap((egress, index) =>
    egress.kind === 'mx'
      ? [`egresses.${index}.kind: "mx" needs a network stack, which is not there yet; use "relay", or run stage local`]
      : [],
  );
  if (Object.keys(config.routes).length > 0) faults.push('routes: only stage local takes routes; remove them');
  const { limits, senders, egresses, contentSources, dkim } = config;
  const checkSites = (field: string, sites: object, ofEgresses: PipelineConfig['egresses']) => {
    for (const site of Object.keys(sites)) {
      const fault = limitSiteFault(site, ofEgresses);
      if (fault !== null) faults.push(`${field}.${site}: ${fault}`);
    }
  };
  checkSites('limits', limits, egresses);
  for (const [index, egress] of egresses.entries()) {
    checkSites(`egresses.${index}.warmUp.sites`, egress.warmUp?.sites ?? {}, [egress]);
  }
  const bytes = JSON.stringify({ limits, senders, egresses, contentSources, dkim }).length + arnBytes * dkim.length;
  const availableBytes = environmentBytes - fixedVariablesBytes - laneBytes * Object.keys(config.lanes).length;
  if (bytes > availableBytes) {
    faults.push(
      `limits: with senders, egresses, contentSources and dkim they take ${bytes} bytes of the functions' environment, which has ` +
        `${availableBytes} for them; state fewer or shorter ones, and a long warm-up as firstDay, growth and until`,
    );
  }
  return faults;
}

function parse(input: PipelineConfigInput, stage: string): PipelineConfig {
  const parsed = pipelineConfigSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw configError(stage, parsed.error.issues.map(describe));
}

function configError(stage: string, faults: readonly string[]): ConfigError {
  return new ConfigError(`infra/config.ts is wrong for stage "${stage}":\n${faults.map((f) => `  ${f}`).join('\n')}`);
}

function describe(issue: z.core.$ZodIssue): string {
  const field = issue.path.join('.') || '(the whole)';
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .map((key) => `${[...issue.path, key].join('.')}: no such field; remove it or correct its name`)
      .join('\n  ');
  }
  // A record's key: what is wrong with it stands one level deeper.
  if (issue.code === 'invalid_key') return `${field}: ${issue.issues.map((inner) => inner.message).join(', ')}`;
  return `${field}: ${issue.message}`;
}
