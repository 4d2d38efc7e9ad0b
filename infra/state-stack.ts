import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PipelineConfig } from './config/schema.ts';
import { State } from './constructs/state.ts';

/** The records, apart from what changes often: no change of the pipeline's stack, nor its deletion, comes near them. */
export class StateStack extends Stack {
  readonly state: State;

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { readonly config: PipelineConfig }) {
    super(scope, id, props);
    // CDK leaves `Default` out of logical ids: those of the tables are fixed by a test, because a new one is an empty table.
    this.state = new State(this, 'Default', config);
  }
}
