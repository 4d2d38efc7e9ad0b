import { App, Tags, Validations } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { config as shippedConfig } from './config.ts';
import type { LocalOverrides } from './config/local-stage.ts';
import { type Config, resolveConfig } from './config/resolve-config.ts';
import { PipelineStack } from './pipeline-stack.ts';
import { StateStack } from './state-stack.ts';

export interface BuildAppOptions {
  /** `local`, or one that `config` names. */
  readonly stage: string;
  /** Only stage local takes them. */
  readonly overrides?: LocalOverrides;
  /** @default infra/config.ts */
  readonly config?: Config;
  /** Where the cloud assembly goes. @default the CDK CLI's, or a temporary folder */
  readonly outdir?: string;
  /** Whether the functions are bundled; tests of the template alone do without. @default true */
  readonly bundle?: boolean;
}

/**
 * What CDK recommends to new projects, here and not in cdk.json, so that every way to synthesise has it. aws-cdk-lib is
 * pinned: an upgrade that recommends more shows in `cdk diff`.
 */
const settings = {
  ...recommendedFlags,
  // An export that is in use cannot be taken away: nobody deletes the records under a running pipeline. What the pipeline imports
  // is the same whatever the configuration, so that it never stands in the way of an update.
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  // The local run finds each function's bundle by this.
  'aws:cdk:enable-asset-metadata': true,
  // Metadata of each construct's path: a reader of the template finds its way back to the code.
  'aws:cdk:enable-path-metadata': true,
};

/** The pipeline of one stage as a CDK app, not yet synthesised. Throws a ConfigError where the configuration is wrong. */
export function buildApp({ stage, overrides, config = shippedConfig, outdir, bundle = true }: BuildAppOptions): App {
  const resolved = resolveConfig(config, stage, overrides);
  const app = new App({
    analyticsReporting: false,
    autoSynth: false,
    context: { ...settings, ...(bundle ? {} : { 'aws:cdk:bundling-stacks': [] }) },
    ...(outdir === undefined ? {} : { outdir }),
  });
  const place = stage === 'local' ? 'local' : 'aws';
  const { state } = new StateStack(app, `sluice-${stage}-state`, {
    description: 'Sluice: the records of all mail, and the content of large mail.',
    config: resolved,
    terminationProtection: true,
  });
  new PipelineStack(app, `sluice-${stage}`, {
    description: 'Sluice: sends email at the speed that each receiver allows.',
    config: resolved,
    state,
    place,
    terminationProtection: true,
  });
  Tags.of(app).add('application', 'sluice');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  return app;
}
