/** A call of a function to AWS, named by what it is for. */
export type Step =
  | 'book the manifest'
  | 'enqueue'
  | 'read the ledger'
  | 'write the bucket'
  | 'claim'
  | 'settle'
  | 'enqueue again'
  | 'publish';

/** Where in the SMTP dialogue with the receiver. */
export type Moment = 'RCPT' | 'the dot';

/**
 * What happens. `before`: the call does not reach AWS; `after`: it does, and its answer comes to nobody. A refused or lost call is tried again by
 * the SDK, and fails each time until the invocation has ended.
 */
export type Blow = 'killed before' | 'killed after' | 'answer lost' | 'throttle' | 'half a batch fails';

export interface Incident {
  readonly of: 'submit' | 'deliver';
  readonly at: Step | Moment;
  readonly blow: Blow;
  /** The receiver defers each mail the first time, so that there is something to enqueue again. */
  readonly isDeferred?: true;
  /** A claim is left behind, of which nobody can know from outside whether its dot was sent. */
  readonly leavesClaim?: true;
}

const leavesClaim: readonly string[] = [
  'claim: killed after',
  'claim: answer lost',
  'settle: killed before',
  'settle: throttle',
];

export const incidents: readonly Incident[] = [
  ...(['killed before', 'killed after', 'answer lost', 'throttle'] as const).flatMap((blow): Incident[] => [
    { of: 'submit', at: 'book the manifest', blow },
    { of: 'submit', at: 'enqueue', blow },
    { of: 'submit', at: 'publish', blow },
    { of: 'deliver', at: 'read the ledger', blow },
    { of: 'deliver', at: 'write the bucket', blow },
    ...(['claim', 'settle'] as const).map((at): Incident => ({
      of: 'deliver',
      at,
      blow,
      ...(leavesClaim.includes(`${at}: ${blow}`) ? { leavesClaim: true } : {}),
    })),
    { of: 'deliver', at: 'enqueue again', blow, isDeferred: true },
    { of: 'deliver', at: 'publish', blow },
  ]),
  { of: 'submit', at: 'enqueue', blow: 'half a batch fails' },
  { of: 'deliver', at: 'enqueue again', blow: 'half a batch fails', isDeferred: true },
  { of: 'deliver', at: 'RCPT', blow: 'killed before' },
  { of: 'deliver', at: 'the dot', blow: 'killed after', leavesClaim: true },
];
