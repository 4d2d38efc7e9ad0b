import type { BilledUnits, CallsData } from './calls-data.ts';
import { type Deployment, fixedLines, type Line, type Mode, perMillion, variableLines } from './cost-model.ts';
import { markdownTable, withBlocks } from './markdown.ts';
import { costOf, type Price, prices } from '../prices.ts';

/** Shares of the mail that are pushed back once. */
export const deferredShares = [0, 0.05, 0.3] as const;
const millionsAMonth = [1, 10, 100] as const;
const modes: readonly Mode[] = ['relay', 'mx'];

/** docs/cost.md with its tables as they follow from what was measured, the prices and the template. */
export function withCosts(page: string, data: CallsData, deployments: Readonly<Record<Mode, Deployment>>): string {
  return withBlocks(page, {
    calls: () => callsTable(data),
    units: () => unitsTable(data),
    variable: () => variableTable(data),
    fixed: () => fixedTable(deployments),
    month: () => monthTable(data, deployments),
    prices: () => priceTable(),
  });
}

function callsTable({ rows }: CallsData): string {
  return markdownTable(
    ['caller', 'operation', 'of', 'calls', 'billed units', 'items a call'],
    rows.map(({ caller, service, operation, resource, calls, units, items }) => [
      caller,
      `${service} ${operation}`,
      resource,
      calls.toFixed(3),
      units.toFixed(3),
      (items / calls).toFixed(1),
    ]),
  );
}

const unitNames: Readonly<Record<keyof BilledUnits, string>> = {
  sqsCalls: 'SQS calls',
  sqsRequests: 'SQS requests billed',
  snsCalls: 'SNS calls',
  snsRequests: 'SNS requests billed',
  writeUnits: 'DynamoDB write units',
  readUnits: 'DynamoDB read units',
};

function unitsTable({ message, pacedHop, deferral }: CallsData): string {
  return markdownTable(
    ['', 'a message', 'a paced hop more', 'a deferral more'],
    (Object.keys(unitNames) as (keyof BilledUnits)[]).map((name) => [
      unitNames[name],
      ...[message, pacedHop, deferral].map((units) => units[name].toFixed(3)),
    ]),
  );
}

function variableTable(data: CallsData): string {
  const columns = deferredShares.map((share) => variableLines(data, share));
  const rows = (columns[0] ?? []).map(({ what, price, units }, index) => [
    what,
    units < 0.001 ? units.toExponential(2) : units.toFixed(4),
    unitsAMillion(price),
    ...columns.map((lines) => dollars(lineCost(lines[index], 1_000_000))),
  ]);
  const total = ['**a million**', '', '', ...columns.map((lines) => `**${dollars(perMillion(lines))}**`)];
  const heads = deferredShares.map((share) => `${100 * share} % deferred`);
  return markdownTable(['', 'units a message', 'price', ...heads], [...rows, total]);
}

function fixedTable(deployments: Readonly<Record<Mode, Deployment>>): string {
  const columns = modes.map((mode) => fixedLines(deployments[mode]));
  const names = [...new Set(columns.flat().map(({ what }) => what))];
  const cell = (lines: readonly Line[], name: string) => {
    const line = lines.find(({ what }) => what === name);
    return line ? `${number(line.units)} → ${dollars(lineCost(line, 1))}` : '-';
  };
  const totals = columns.map((lines) => `**${dollars(sumOf(lines))}**`);
  return markdownTable(
    ['a month', ...modes.map((mode) => `\`${mode}\``)],
    [...names.map((name) => [name, ...columns.map((lines) => cell(lines, name))]), ['**together**', ...totals]],
  );
}

function monthTable(data: CallsData, deployments: Readonly<Record<Mode, Deployment>>): string {
  return markdownTable(
    ['messages a month, 5 % deferred', ...modes.map((mode) => `\`${mode}\``)],
    millionsAMonth.map((millions) => [
      `${millions} million`,
      ...modes.map((mode) =>
        dollars(sumOf(fixedLines(deployments[mode])) + millions * perMillion(variableLines(data, 0.05, mode))),
      ),
    ]),
  );
}

function priceTable(): string {
  const all: readonly Price[] = Object.values(prices);
  return markdownTable(
    ['unit', 'US dollars', 'source'],
    all.map(({ unit, usd, per, source }) => [unit, per === 1 ? String(usd) : `${usd} a million`, `<${source}>`]),
  );
}

function unitsAMillion(name: Line['price']): string {
  const { usd, per }: Price = prices[name];
  return per === 1 ? `$${usd}` : `$${usd} a million`;
}

const lineCost = (line: Line | undefined, times: number) => (line ? costOf(line.price, times * line.units) : 0);
const sumOf = (lines: readonly Line[]) => lines.reduce((sum, line) => sum + lineCost(line, 1), 0);
const dollars = (amount: number) => `$${amount.toFixed(2)}`;
const number = (value: number) => value.toLocaleString('en-US');
