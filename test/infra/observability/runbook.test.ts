import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runCli } from '#infra/cli/run-cli.ts';
import { alarmDefinitions } from '#infra/constructs/observability/alarm-definitions.ts';
import { savedQueries } from '#infra/constructs/observability/saved-queries.ts';
import { withAlarmFacts } from '#infra/docs/alarm-facts.ts';

const page = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8');
/** By heading, which is also the anchor that the alarm links to. */
const articles = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((article) => [article.slice(0, article.indexOf('\n')), article] as const),
);

describe('the runbook', () => {
  it('has an article for each alarm and an alarm for each article, in the order of the list', () => {
    expect([...articles.keys()]).toEqual(alarmDefinitions.map(({ name }) => name));
  });

  it('says of each alarm what the code says', () => {
    expect(page, 'run: npm run docs').toBe(withAlarmFacts(page));
    for (const { name, question, severity } of alarmDefinitions) {
      expect(articles.get(name)).toContain(`**${question}** \`${severity}\``);
    }
  });

  it.each(alarmDefinitions.map(({ name }) => name))('describes %s, and says how to look and what to do', (name) => {
    const article = articles.get(name) ?? '';
    const parts = [...article.matchAll(/^\*\*(Description|Investigation|Resolution)\.\*\* \S/gm)].map(
      ([, part]) => part,
    );
    expect(parts).toEqual(['Description', 'Investigation', 'Resolution']);
  });

  it('links to articles and pages that are there', () => {
    for (const [, anchor = ''] of page.matchAll(/\]\(#([^)]+)\)/g)) expect([...articles.keys()]).toContain(anchor);
    for (const [, file = ''] of page.matchAll(/\]\(([\w-]+\.md)\)/g)) {
      expect(() => readFileSync(new URL(`../../../docs/${file}`, import.meta.url)), file).not.toThrow();
    }
  });

  it('names saved queries that are there', () => {
    const named = [...page.matchAll(/quer(?:y|ies) ((?:`[\w-]+`(?:,| and)? ?)+)/g)].flatMap(([, names = '']) =>
      [...names.matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
    );
    expect(named.length).toBeGreaterThan(10);
    for (const name of named) expect(Object.keys(savedQueries)).toContain(name);
  });
});

describe.each(['docs/runbook.md', 'docs/observe.md', 'README.md'])('the commands of %s', (file) => {
  const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
  const commands = [
    ...new Set([...text.matchAll(/npm run sluice -- (\w[^\n`#]*)/g)].map(([, command = '']) => command.trim())),
  ];

  it('are there', () => {
    expect(commands.length).toBeGreaterThan(0);
  });

  it.each(commands)('sluice %s', async (command) => {
    const [name = '', ...rest] = command.split(' ');
    let help = '';
    const io = {
      out: (text: string) => void (help += text),
      err: (text: string) => void (help += text),
      isTerminal: false,
      env: {},
      lines: async function* () {},
    };
    expect(await runCli([name, '--help'], io), help).toBe(0);
    const action = /^[a-z]+$/.exec(rest[0] ?? '')?.[0];
    if (action !== undefined) expect(help).toMatch(new RegExp(`\\b${action}\\b`));
    for (const option of rest.filter((word) => word.startsWith('--'))) expect(help).toContain(option);
  });
});
