import type { BucketWrite, Clause } from '#shared/bucket/write.ts';

/** What a sender, or an operator, is about. */
export type Call = 'acquire' | 'extend' | 'release' | 'report' | 'appoint' | 'forget' | 'reopen';
/** What a write is for. */
export type WriteKind =
  | 'create'
  | 'grant'
  | 'extension'
  | 'ask for room'
  | 'release'
  | 'lesson'
  | 'appointment'
  | 'forget'
  | 'reopen';

export function kindOf(call: Call, { then }: BucketWrite): WriteKind {
  if (then.some((action) => action.do === 'create')) return 'create';
  const takes = then.some((action) => action.do === 'take-slot');
  switch (call) {
    case 'acquire':
    case 'extend':
      if (takes) return call === 'acquire' ? 'grant' : 'extension';
      // What was granted and cannot be used is given back.
      return then.some((action) => action.do === 'free-slot') ? 'release' : 'ask for room';
    case 'release':
      return 'release';
    case 'report':
      return 'lesson';
    case 'appoint':
      return 'appointment';
    case 'forget':
    case 'reopen':
      return call;
  }
}

/** A clause as it is told: `slots-below`, `tatUs <=`. */
export const nameOf = (clause: Clause): string => (clause.is === 'compare' ? `${clause.path} ${clause.op}` : clause.is);
