import fc from 'fast-check';
import type { FixedLimits } from '#shared/bucket/fixed-limits.ts';
import type { RefusalKind } from '#shared/bucket/law.ts';
import type { Urgency } from '#shared/bucket/urgency.ts';

/** What one sender does next. */
export interface Step {
  readonly what:
    | 'acquire'
    | 'extend'
    | 'release'
    | 'refused'
    | 'die'
    | 'change-limits'
    | 'next-day'
    | 'forget'
    | 'reopen';
  readonly messages: number;
  readonly kind: RefusalKind;
  readonly afterMs: number;
  /** The answer to its next write is lost, and the SDK repeats the call. */
  readonly isLost: boolean;
}

export interface FleetPlan {
  /** The steps of each sender, one after the other. */
  readonly senders: readonly (readonly Step[])[];
  /** Then SQS returns all that was delayed, so late and at once: what each does then. */
  readonly lateMs: number;
  readonly returning: readonly (readonly Step[])[];
  /** Each sender's clock is off by this, ms; the second figure from half-way on, so that it may run back. */
  readonly clockErrorsMs: readonly (readonly [number, number])[];
  readonly limits: readonly [FixedLimits, FixedLimits];
  /** How each sender's lane stands to the others. */
  readonly urgencies: readonly Urgency[];
  /** Messages of a day; null: no cap. */
  readonly dayCap: number | null;
}

const mostSenders = 6;

const usual: Readonly<Record<Step['what'], number>> = {
  acquire: 6,
  extend: 4,
  release: 3,
  refused: 3,
  die: 2,
  'change-limits': 1,
  'next-day': 1,
  forget: 1,
  reopen: 1,
};
const changing = { ...usual, extend: 6, refused: 0, forget: 0, reopen: 0, 'change-limits': 5 };

/** Senders do much at the same time: often no time passes between two steps. */
const stepOf = (weights: typeof usual): fc.Arbitrary<Step> =>
  fc.record({
    what: fc.oneof(
      ...Object.entries(weights).map(([what, weight]) => ({ weight, arbitrary: fc.constant(what as Step['what']) })),
    ),
    messages: fc.integer({ min: 1, max: 20 }),
    kind: fc.constantFrom<RefusalKind>('connections', 'rate', 'busy', 'messages', 'shut'),
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 9_000 })),
    isLost: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  });

export interface PlanOptions {
  readonly clockErrorMs: number;
  /** Limits change often, and by far. */
  readonly areChanging?: boolean;
}

export function plans(options: PlanOptions): fc.Arbitrary<FleetPlan> {
  const step = stepOf(options.areChanging ? changing : usual);
  const error = fc.integer({ min: -options.clockErrorMs, max: options.clockErrorMs });
  const limits = fc.record({
    maxSlots: fc.integer({ min: 1, max: 4 }),
    intervalUs: fc.constantFrom(0, 20_000, 166_667, 1_000_000, 60_000_000),
    messagesPerConnection: fc.constant(50),
  });
  const ofEach = <T>(value: fc.Arbitrary<T>) => fc.array(value, { minLength: mostSenders, maxLength: mostSenders });
  return fc.record({
    senders: fc.array(fc.array(step, { minLength: 5, maxLength: 25 }), { minLength: 2, maxLength: mostSenders }),
    lateMs: fc.integer({ min: 0, max: 900_000 }),
    returning: ofEach(fc.array(step, { maxLength: 6 })),
    clockErrorsMs: ofEach(fc.tuple(error, error)),
    limits: options.areChanging
      ? fc.tuple(limits, limits).map(([one, other]): [FixedLimits, FixedLimits] => [
          { ...one, intervalUs: one.maxSlots > 2 ? 0 : 60_000_000 },
          { ...other, intervalUs: Math.min(1_000_000, Math.max(20_000, other.intervalUs)) },
        ])
      : fc.oneof(
          fc.tuple(limits, limits),
          limits.map((one): [FixedLimits, FixedLimits] => [one, one]),
        ),
    urgencies: fc.oneof(
      fc.constant(Array<Urgency>(mostSenders).fill('none')),
      ofEach(fc.constantFrom<Urgency>('urgent', 'yields')),
    ),
    dayCap: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 60 })),
  });
}
