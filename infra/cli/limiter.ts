import * as z from 'zod';
import { type LimitTable, limitTableSchema } from '#shared/bucket/limits.ts';
import { json } from '#shared/lambda/environment.ts';
import { type Egress, egressSchema } from '#shared/routing/egress.ts';
import { type Arguments, type OptionSpec, UsageError } from './command.ts';
import type { Resources } from './resources.ts';

/** What the commands about limits need of the stack's outputs. */
const limiterSchema = z.looseObject({
  BucketTable: z.string(),
  ConfiguredEgresses: json(z.array(egressSchema)),
  ConfiguredLimits: json(limitTableSchema),
});

export interface Limiter {
  readonly bucketTable: string;
  readonly egresses: readonly Egress[];
  readonly configured: LimitTable;
}

export function findLimiter({ stack, outputs }: Resources): Limiter {
  const known = limiterSchema.safeParse(outputs);
  if (!known.success) {
    const wrong = [...new Set(known.error.issues.map((issue) => String(issue.path[0])))].join(', ');
    throw new UsageError(`stack ${stack} has no usable outputs ${wrong}; deploy it again with this version`);
  }
  const { BucketTable: bucketTable, ConfiguredEgresses: egresses, ConfiguredLimits: configured } = known.data;
  return { bucketTable, egresses, configured };
}

export const egressOption: OptionSpec = {
  name: 'egress',
  value: 'NAME',
  help: 'the egress, where there are several',
};

/** The egress that the options name, or the only one. */
export function chooseEgress({ values }: Arguments, egresses: readonly Egress[]): Egress {
  const wanted = values['egress'];
  const names = egresses.map(({ name }) => name);
  const found = wanted === undefined ? egresses : egresses.filter(({ name }) => name === wanted);
  const [egress] = found;
  if (!egress) throw new UsageError(`there is no egress ${wanted ?? ''}, only ${names.join(', ')}`);
  if (found.length > 1) throw new UsageError(`there are several egresses; choose: --egress ${names.join(' | ')}`);
  return egress;
}
