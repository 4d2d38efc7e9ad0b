import { readFile, writeFile } from 'node:fs/promises';
import { readCallsData } from './calls-data.ts';
import { withCosts } from './cost-docs.ts';
import { deploymentOf } from './deployment.ts';

/** Writes the tables of docs/cost.md anew; a test fails where they are stale. */
const page = new URL('../../docs/cost.md', import.meta.url);
const deployments = { relay: deploymentOf('relay'), mx: deploymentOf('mx') };

await writeFile(page, withCosts(await readFile(page, 'utf8'), await readCallsData(), deployments));
