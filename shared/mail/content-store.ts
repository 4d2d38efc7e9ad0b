import type { MailContent } from './content.ts';
import type { ContentReference } from './delivery.ts';

/** Where content lies between acceptance and the last attempt. */
export interface ContentStore {
  /** Content that is small in all its copies together stays in the reference itself; larger content is written once, under its own hash. Safe to repeat. */
  save(content: MailContent, copies: number): Promise<ContentReference>;
  /** Throws where the content cannot be read, or is not what `save` wrote. */
  load(reference: ContentReference): Promise<MailContent>;
}
