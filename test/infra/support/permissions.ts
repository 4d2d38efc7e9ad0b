import type { RecordedCalls } from '#infra/local/gateway/recorder.ts';
import type { Synthesised } from './synthesise.ts';
import { readResources } from './read-resources.ts';

/** `submit dynamodb:PutItem manifest`: a stage, an action of IAM, and what it is done to. All lanes are one stage. */
export type Permission = string;

/** Each permission that the roles of the template have. */
export function granted(template: Synthesised): Set<Permission> {
  return new Set(
    readResources(template).rolePolicies.flatMap(({ target, statements }) => {
      const stage = stageOf(target);
      if (stage === null) throw new Error(`${target} is the role of no stage`);
      return statements.flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((arn) => `${stage} ${action} ${kindOfArn(arn)}`)),
      );
    }),
  );
}

/** Each permission that was needed for these calls; what Lambda did for a mapping was done by its function's role. */
export function used(calls: readonly RecordedCalls[]): Set<Permission> {
  return new Set(
    calls.flatMap(({ caller, service, operation, resource }) => {
      const kind = kindOf(resource);
      const stage = caller === '(event source mapping)' ? readerOf(kind) : stageOf(caller);
      return stage === null ? [] : [`${stage} ${service}:${actionOf(operation)} ${kind}`];
    }),
  );
}

const stages: readonly (readonly [RegExp, string])[] = [
  [/^<?Submit/, 'submit'],
  [/^<?Lane\w+Deliver/, 'deliver'],
  [/^<?Feedback/, 'feedback'],
  [/^<?Watch/, 'watch'],
];

function stageOf(name: string): string | null {
  return stages.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

function readerOf(queue: string): string {
  return queue === 'ready' || queue === 'retry' ? 'deliver' : queue;
}

/** IAM knows batches of messages by the action for one. */
function actionOf(operation: string): string {
  return operation
    .replace(' (empty)', '')
    .replace(/^(SendMessage|DeleteMessage|ChangeMessageVisibility|Publish)Batch$/, '$1');
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/-ready$|^<Lane\w+?Ready/, 'ready'],
  [/-retry$|^<Lane\w+?Retry/, 'retry'],
  [/-refused$|^<SubmitRefused/, 'refused'],
  [/-submit$|^<SubmitQueue/, 'submit'],
  [/-feedback$|^<FeedbackQueue/, 'feedback'],
  [/Log[0-9A-F]{8}/, 'log'],
  [/TablesLedger/, 'ledger'],
  [/TablesManifest/, 'manifest'],
  [/TablesBucket/, 'bucket'],
  [/TablesSuppression/, 'suppression'],
  [/^<?Content/i, 'content'],
  [/^<?Events/, 'events'],
];

function kindOf(name: string): string {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? name;
}

/** Of a resource without a logical id its own name: a secret's, a bucket's. */
function kindOfArn(arn: string): string {
  const named = /:secret:(.+)-\?{6}$/.exec(arn) ?? /:s3:::([^/]+)\//.exec(arn);
  return named?.[1] ?? kindOf(arn);
}
