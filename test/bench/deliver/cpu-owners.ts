import { type Profiler, Session } from 'node:inspector/promises';

/** Who a stack's time belongs to: the innermost frame that is not Node.js's own says it. */
const owners: readonly (readonly [owner: string, url: RegExp])[] = [
  ['the AWS SDK', /node_modules\/(?:@aws-sdk|@smithy|@aws|@aws-crypto|bowser|fast-xml-parser)\//],
  ['nodemailer: client and composer', /node_modules\/nodemailer\//],
  ['composing and signing', /\/shared\/(?:mail|adapters\/(?:mail-composer|signed-mail|dkim-keys))/],
  ['the SMTP client’s gate', /\/shared\/(?:smtp|adapters\/(?:smtp-client|gated-message))/],
  ['zod', /node_modules\/zod\//],
  ['log and metrics', /node_modules\/@aws-lambda-powertools\/|\/shared\/adapters\/emf-meter/],
  ['the use case and its adapters', /\/(?:shared|functions)\//],
  ['the bench', /\/test\/|node_modules\//],
];
const nobody = 'Node.js: sockets, streams, timers';

/** Runs it under the sampling profiler: milliseconds of CPU by owner. */
export async function cpuByOwner(run: () => Promise<void>): Promise<Record<string, number>> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.setSamplingInterval', { interval: 500 });
  await session.post('Profiler.start');
  await run();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  return sumByOwner(profile);
}

function sumByOwner({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): Record<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const ownerOf = (id: number | undefined): string => {
    const node = id === undefined ? undefined : byId.get(id);
    if (!node) return nobody;
    const { url, functionName } = node.callFrame;
    if (functionName === '(idle)') return '';
    if (functionName === '(garbage collector)') return 'garbage collection';
    return owners.find(([, pattern]) => pattern.test(url))?.[0] ?? ownerOf(parents.get(node.id));
  };
  const known = new Map(nodes.map(({ id }) => [id, ownerOf(id)]));
  const sums: Record<string, number> = {};
  samples.forEach((id, index) => {
    const owner = known.get(id) ?? nobody;
    if (owner !== '') sums[owner] = (sums[owner] ?? 0) + (timeDeltas[index] ?? 0) / 1000;
  });
  return sums;
}
