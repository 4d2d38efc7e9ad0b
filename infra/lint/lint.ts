import { providers } from '#shared/providers/catalog.ts';
import { genericRules } from '#shared/smtp/generic-rules.ts';
import { formatFault } from './fault.ts';
import { lintProviders } from './lint-providers.ts';
import { lintRules } from './lint-rules.ts';

const generic = genericRules.map(({ name }) => name);
const faults = [...lintRules('generic', genericRules), ...lintProviders(providers, generic)];
for (const fault of faults) process.stderr.write(`${formatFault(fault)}\n`);
const own = providers.reduce((count, { rules }) => count + rules.length, 0);
process.stdout.write(
  `${genericRules.length} generic rules, ${own} rules of ${providers.length} providers: ${faults.length} faults\n`,
);
if (faults.length > 0) process.exitCode = 1;
