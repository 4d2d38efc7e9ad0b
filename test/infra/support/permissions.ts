import type { RecordedCalls } from '#infra/local/gateway/recorder.ts';
import type { Synthesised } from './synthesise.ts';
import { readResources } from './read-resources.ts';

/** `submit dynamodb:PutItem manifest`: a stage, an action of IAM, and what it is done to. All lanes are one stage. */
export type Permission = string;

/** Each permission that the roles of the submit function and of the senders have. */
export function granted(template: Synthesised): Set<Permission> {
  return new Set(
    readResources(template).rolePolicies.flatMap(({ target, statements }) =>
      (stageOf(target) === null ? [] : statements).flatMap(({ Action, Resource }) =>
        Action.flatMap((action) => Resource.map((arn) => `${stageOf(target)} ${action} ${kindOfArn(arn)}`)),
      ),
    ),
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

function stageOf(name: string): string | null {
  return /^<?Submit/.test(name) ? 'submit' : /Lane\w+Deliver/.test(name) ? 'deliver' : null;
}

function readerOf(queue: string): string {
  return queue === 'submit' ? 'submit' : 'deliver';
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
