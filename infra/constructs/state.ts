import { Construct } from 'constructs';
import type { PipelineConfig } from '../config/schema.ts';
import { ContentBucket } from './content-bucket.ts';
import { Tables } from './tables.ts';
import { contentExpiryDays } from './timing.ts';

/**
 * What outlives a pipeline: its records and the content of large mail. They are the same whatever the configuration, so that they may
 * lie in a stack of their own. (Queues come and go with lanes: they stay with the pipeline, and are kept by their names.)
 */
export class State extends Construct {
  readonly tables: Tables;
  readonly content: ContentBucket;

  constructor(scope: Construct, id: string, { lanes }: Pick<PipelineConfig, 'lanes'>) {
    super(scope, id);
    const longestGiveUpAfterMs = Math.max(...Object.values(lanes).map((lane) => lane.retry.giveUpAfterMs));
    this.tables = new Tables(this, 'Tables');
    this.content = new ContentBucket(this, 'Content', { expiryDays: contentExpiryDays(longestGiveUpAfterMs) });
  }
}
