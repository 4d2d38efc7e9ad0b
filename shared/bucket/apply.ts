import type { BucketState } from './state.ts';
import type { BucketWrite, BucketWriteResult, Clause } from './write.ts';

/** Carries out a write on a state in memory: the meaning of `BucketWrite`. */
export function applyWrite(state: BucketState | null, write: BucketWrite): BucketWriteResult {
  if (!write.when.every((clause) => holds(state, clause))) return { kind: 'refused', state };
  let next = state;
  for (const action of write.then) {
    if (action.do === 'create') {
      next = action.state;
      continue;
    }
    if (!next) throw new Error(`a bucket that does not exist cannot ${action.do}`);
    switch (action.do) {
      case 'set':
        next = { ...next, [action.path]: action.value };
        break;
      case 'add':
        next = { ...next, [action.path]: next[action.path] + action.value };
        break;
      case 'set-law':
        next = { ...next, law: action.law };
        break;
      case 'take-slot':
        next = { ...next, slots: { ...next.slots, [action.owner]: action.untilMs } };
        break;
      case 'free-slot': {
        const { [action.owner]: _freed, ...slots } = next.slots;
        next = { ...next, slots };
        break;
      }
    }
  }
  if (!next) throw new Error('a bucket write without actions');
  return { kind: 'written', state: next };
}

function holds(state: BucketState | null, clause: Clause): boolean {
  if (clause.is === 'new') return state === null;
  if (!state) return false;
  switch (clause.is) {
    case 'exists':
      return true;
    case 'compare':
      return compare(state[clause.path], clause.op, clause.value);
    case 'slots-below':
      return Object.keys(state.slots).length < clause.value;
    case 'slots-at-most':
      return Object.keys(state.slots).length <= clause.value;
    case 'slot-free':
      return !(clause.owner in state.slots);
    case 'slot-held':
      return clause.owner in state.slots;
    case 'slot-expires':
      return state.slots[clause.owner] === clause.atMs;
  }
}

export function compare(left: number, op: '=' | '<' | '<=' | '>' | '>=', right: number): boolean {
  switch (op) {
    case '=':
      return left === right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}
