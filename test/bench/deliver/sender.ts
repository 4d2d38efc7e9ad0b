import { cpuByOwner } from './cpu-owners.ts';
import { createNodemailer, createRaw } from './nodemailer-variants.ts';
import { createUseCase } from './use-case.ts';
import { createUseCaseOnAws } from './use-case-on-aws.ts';
import type { Places, Run, Variant, VariantName } from './variant.ts';

/** What the parent asks for: first where everything is, then a run at a time. */
export type Order = { readonly start: Places } | { readonly run: Run; readonly isProfiled: boolean };

export interface Measured {
  readonly wallMs: number;
  /** Of this process, its threads included. */
  readonly cpuMs: number;
  readonly calls: Readonly<Record<string, number>>;
  /** Milliseconds by owner, of a profiled run. */
  readonly owners: Readonly<Record<string, number>>;
}

const create: Record<VariantName, (places: Places) => Promise<Variant>> = {
  raw: createRaw,
  nodemailer: createNodemailer,
  'use case': createUseCase,
  'use case on AWS': createUseCaseOnAws,
};

let variant: Variant | null = null;

async function measure(sending: Variant, run: Run, isProfiled: boolean): Promise<Measured> {
  const before = sending.calls?.() ?? {};
  const send = sending.prepare(run);
  const startedMs = performance.now();
  const cpu = process.cpuUsage();
  let owners = {};
  if (isProfiled) owners = await cpuByOwner(send);
  else await send();
  const { user, system } = process.cpuUsage(cpu);
  const after = Object.entries(sending.calls?.() ?? {});
  const calls = Object.fromEntries(after.map(([name, count]) => [name, count - (before[name] ?? 0)]));
  return { wallMs: performance.now() - startedMs, cpuMs: (user + system) / 1000, calls, owners };
}

process.on('message', (order: Order) => {
  void (async () => {
    if ('start' in order) {
      variant = await create[process.argv[2] as VariantName](order.start);
      process.send?.({});
    } else if (variant) process.send?.(await measure(variant, order.run, order.isProfiled));
  })();
});
process.on('disconnect', () => process.exit());
