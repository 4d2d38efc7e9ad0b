import { type PublishBatchRequestEntry, PublishBatchCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Clock } from '../clock.ts';
import type { EventSink } from '../events/event.ts';
import { createBatcher } from './batcher.ts';
import { retryEntries } from './retry-entries.ts';
import { asciiJson } from '../mail/ascii-json.ts';

/** SNS takes 10 messages and 256 KB a call (SNS quotas), attributes included. */
const maxEntries = 10;
const maxBytes = 256 * 1024;
type AnyEvent = Parameters<EventSink['add']>[0];

/** Names, types and values of the attributes. */
const attributeBytes = 128;

/**
 * Publishes events to a topic, in batches; `eventType` and `lane` are message attributes, for subscription filters. An entry
 * that SNS fails for its own reasons is tried again with a growing wait; then its `add` rejects.
 */
export function createSnsEventSink(
  client: SNSClient,
  topicArn: string,
  clock: Clock,
  { lingerMs = 20, tries = 3 } = {},
): EventSink {
  interface Entry {
    readonly event: AnyEvent;
    readonly message: string;
  }

  const batcher = createBatcher<Entry>({ maxEntries, maxBytes, lingerMs }, (entries) =>
    retryEntries(
      entries.length,
      async (indexes) => {
        const requested = entries.flatMap(({ event, message }, index) =>
          indexes.includes(index) ? [toEntry(String(index), event, message)] : [],
        );
        const { Failed = [] } = await client.send(
          new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: requested }),
        );
        return Failed;
      },
      clock,
      tries,
    ),
  );

  return {
    add(event) {
      const message = asciiJson(event);
      return batcher.add({ event, message }, message.length + attributeBytes);
    },
    flush: () => batcher.flush(),
  };
}

function toEntry(id: string, event: AnyEvent, message: string): PublishBatchRequestEntry {
  const { lane } = event.sluice;
  return {
    Id: id,
    Message: message,
    MessageAttributes: {
      eventType: { DataType: 'String', StringValue: event.eventType },
      // SNS takes no empty values.
      ...(lane ? { lane: { DataType: 'String', StringValue: lane } } : {}),
    },
  };
}
