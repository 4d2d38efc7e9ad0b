import { readFile, writeFile } from 'node:fs/promises';
import { withAlarmFacts } from './alarm-facts.ts';
import { readRecording } from './dashboard/recording.ts';
import { renderDashboard } from './dashboard/render-dashboard.ts';
import { withObserveTables } from './observe-docs.ts';
import { shippedTemplate } from './shipped-template.ts';

/**
 * Writes docs/dashboard.svg, the tables of docs/observe.md, and what docs/runbook.md says of each alarm, anew; a test fails
 * where they are stale.
 */
const docs = new URL('../../docs/', import.meta.url);
const template = shippedTemplate();
const recording = readRecording();

async function rewrite(name: string, change: (page: string) => string): Promise<void> {
  const page = new URL(name, docs);
  await writeFile(page, change(await readFile(page, 'utf8')));
}

await writeFile(new URL('dashboard.svg', docs), renderDashboard(template, recording));
await rewrite('observe.md', (page) => withObserveTables(page, template, recording));
await rewrite('runbook.md', withAlarmFacts);
