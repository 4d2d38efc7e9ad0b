import { Stack, Token } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ConfigError, type Place, validateConfig } from '../config/resolve-config.ts';
import type { PipelineConfig, PipelineConfigInput } from '../config/schema.ts';
import { Egresses } from './egresses.ts';
import { checkEnvironmentSizes } from './environment-size.ts';
import { Feedback } from './feedback.ts';
import { Lane } from './lane.ts';
import { MailSecrets } from './mail-secrets.ts';
import { Network } from './network/network.ts';
import { pascalCase } from './pascal-case.ts';
import type { PipelineContext } from './pipeline-context.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { State } from './state.ts';
import { Submit } from './submit.ts';
import { deployedTimes, localTimes } from './timing.ts';
import { Watch } from './watch.ts';

export interface SluicePipelineProps {
  /** The fields stand in config/schema.ts. A wrong one throws a ConfigError that says what would be right. */
  readonly config: PipelineConfigInput;
  /** Records and content, where they are to outlive this stack. @default its own, in this stack */
  readonly state?: State;
  /** A local run has shorter times, and sends from the machine that it runs on. @default 'aws' */
  readonly place?: Place;
}

/** SQS allows a queue's name 80 characters; the longest that we append is `-<lane>-dead-letter`. */
const queueNameCharacters = 80;

/**
 * The whole pipeline, for any CDK app: one a stack, whose name is the first part of its queues' names. In the order in which mail
 * travels.
 */
export class SluicePipeline extends Construct {
  readonly config: PipelineConfig;
  readonly state: State;
  /** What the outside is told: events shaped like Amazon SES's. */
  readonly events: Topic;
  readonly egresses: Egresses;
  /** Undefined where no egress is `mx`. */
  readonly network: Network | undefined;
  readonly submit: Submit;
  readonly lanes: readonly Lane[];
  readonly feedback: Feedback;
  readonly watch: Watch;

  constructor(scope: Construct, id: string, { config: input, state, place = 'aws' }: SluicePipelineProps) {
    super(scope, id);
    const config = validateConfig(input, place);
    this.config = config;
    this.checkNames();

    // What every stage uses: the records, the content of large mail, the events that tell the outside, the ways out.
    this.state = state ?? new State(this, 'State', config);
    this.events = new Topic(this, 'Events', { enforceSSL: true });
    this.egresses = new Egresses(this, 'Egresses', config.egresses);
    const direct = config.egresses.filter((egress) => egress.kind === 'mx');
    this.network =
      place === 'aws' && direct.length > 0
        ? new Network(this, 'Network', { egresses: direct, ...config.network })
        : undefined;
    const context: PipelineContext = {
      config,
      times: place === 'aws' ? deployedTimes : localTimes,
      egresses: this.egresses,
      network: this.network,
      mailSecrets: new MailSecrets(this, 'MailSecrets', config),
      tables: this.state.tables,
      content: this.state.content,
      events: this.events,
    };

    // submit queue ─▶ submit λ ─▶ a lane's ready queue, or the refused queue
    this.submit = new Submit(this, 'Submit', context);

    // ready queue ─▶ deliver λ ─▶ the receiver; what it pushes back ─▶ retry queue ─▶ deliver λ
    this.lanes = Object.keys(config.lanes).map((name) => new Lane(this, `Lane${pascalCase(name)}`, { name, context }));
    this.submit.feed(this.lanes);

    // feedback queue ─▶ feedback λ ─▶ the suppression list: what is told of mail after it was accepted
    this.feedback = new Feedback(this, 'Feedback', { ...context, submit: this.submit });

    // A schedule ─▶ watch λ: what receivers find in DNS about this sender
    this.watch = new Watch(this, 'Watch', { config, network: this.network });

    if (place === 'aws') checkEnvironmentSizes(this.functions);
  }

  get functions(): readonly PipelineFunction[] {
    const { submit, lanes, feedback, watch } = this;
    return [submit.submitter, ...lanes.map(({ sender }) => sender), feedback.taker, watch.watcher];
  }

  private checkNames(): void {
    const stack = Stack.of(this);
    const other = stack.node.findAll().find((node) => node instanceof SluicePipeline && node !== this);
    if (other) throw new ConfigError(`stack ${stack.stackName} has a pipeline (${other.node.path}); give each its own`);
    const longest = Math.max(...['submit', 'feedback', ...Object.keys(this.config.lanes)].map((name) => name.length));
    const free = queueNameCharacters - longest - '--dead-letter'.length;
    if (!Token.isUnresolved(stack.stackName) && stack.stackName.length > free) {
      throw new ConfigError(
        `stack ${stack.stackName}: its name begins the queues' names; use at most ${free} characters`,
      );
    }
  }
}
