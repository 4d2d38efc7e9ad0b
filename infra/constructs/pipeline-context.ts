import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { PipelineConfig } from '../config/schema.ts';
import type { ContentBucket } from './content-bucket.ts';
import type { Egresses } from './egresses.ts';
import type { MailSecrets } from './mail-secrets.ts';
import type { Network } from './network/network.ts';
import type { Tables } from './tables.ts';
import type { StageTimes } from './timing.ts';

/** What the submit stage and every lane share. */
export interface PipelineContext {
  readonly config: PipelineConfig;
  readonly times: StageTimes;
  readonly egresses: Egresses;
  /** Where an egress is `mx`, and this is no laptop. */
  readonly network: Network | undefined;
  readonly mailSecrets: MailSecrets;
  readonly tables: Tables;
  readonly content: ContentBucket;
  readonly events: Topic;
}
