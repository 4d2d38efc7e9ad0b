import { readFile, writeFile } from 'node:fs/promises';
import { withAlarmFacts } from './alarm-facts.ts';

/** Writes what docs/runbook.md says of each alarm anew; a test fails where it is stale. */
const runbook = new URL('../../docs/runbook.md', import.meta.url);

await writeFile(runbook, withAlarmFacts(await readFile(runbook, 'utf8')));
