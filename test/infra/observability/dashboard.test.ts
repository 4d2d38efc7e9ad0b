import { describe, expect, it } from 'vitest';
import { savedQueries } from '#infra/constructs/observability/saved-queries.ts';
import { linesOf, readDashboard } from '#infra/docs/dashboard/read-dashboard.ts';
import { resourceNames } from '#infra/docs/dashboard/resource-names.ts';
import { shippedTemplate } from '#infra/docs/shipped-template.ts';
import { metricPlaces } from '#shared/lambda/metric-places.ts';

const template = shippedTemplate();
const widgets = readDashboard(template);
const graphs = widgets.filter((widget) => widget.type === 'metric');
const lines = graphs.flatMap(linesOf);
const properties = (type: string) =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

describe('the dashboard', () => {
  it('asks its questions from the top', () => {
    const questions = widgets.flatMap((widget) =>
      widget.type === 'text' ? [widget.properties.markdown.split('\n')[0]] : [],
    );
    expect(questions).toEqual([
      '## Is mail flowing?',
      '## What is waiting, and for whom?',
      '## Which receiver is pushing back, and with which reply?',
      '## How full is each limit?',
      '## Are we losing anything?',
      '## What does a million cost?',
    ]);
  });

  it('fills CloudWatch’s grid of 24 without a widget over another', () => {
    const taken = new Set<string>();
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      for (let column = x; column < x + width; column++) {
        for (let row = y; row < y + height; row++) {
          expect(taken.has(`${column} ${row}`), `${column} ${row}`).toBe(false);
          taken.add(`${column} ${row}`);
        }
      }
    }
  });

  it('has the region in its name, which CloudWatch keeps for the whole account', () => {
    expect(properties('AWS::CloudWatch::Dashboard').map(({ DashboardName }) => DashboardName)).toEqual([
      { 'Fn::Join': ['', ['sluice-prod-', { Ref: 'AWS::Region' }]] },
    ]);
  });

  it('shows all alarms first', () => {
    const [first] = widgets;
    if (first?.type !== 'alarm') throw new Error('the first widget shows no alarms');
    const alarms = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
    expect(first.properties.alarms).toEqual(alarms.map(([id]) => `<${id}>`));
  });

  it('has its formulas short enough for CloudWatch, and over metrics that are in their graph', () => {
    for (const graph of graphs) {
      const ids = linesOf(graph).map(({ id }) => id);
      for (const { expression = '' } of linesOf(graph)) {
        expect(expression.length).toBeLessThanOrEqual(2_048);
        const used = expression.replace(/'[^']*'/g, '').match(/\b[a-z]\w*/g) ?? [];
        for (const id of used) expect(ids, expression).toContain(id);
      }
    }
  });

  it('prices the polling of each queue that a function reads', () => {
    const read = properties('AWS::Lambda::EventSourceMapping').map(({ EventSourceArn }) =>
      JSON.stringify(EventSourceArn).replace(/^.*\["(\w+)","Arn"\].*$/, '<$1>'),
    );
    const priced = lines.flatMap(({ metric }) =>
      metric?.name === 'NumberOfEmptyReceives' ? Object.values(metric.dimensions) : [],
    );
    expect([...new Set(priced)].toSorted()).toEqual(read.toSorted());
  });

  it('names resources of the template', () => {
    const names = resourceNames(template);
    for (const { metric } of lines) {
      for (const [, id = ''] of JSON.stringify(metric?.dimensions ?? {}).matchAll(/<(\w+)>/g)) {
        expect(names.has(id), id).toBe(true);
      }
    }
  });
});

describe('no metric without a question: each of our own', () => {
  const watched = JSON.stringify(properties('AWS::CloudWatch::Alarm'));
  const shown = (dimension: 'lane' | 'site', name: string) =>
    lines.some(
      ({ metric, expression = '' }) =>
        (metric?.name === name && Object.keys(metric.dimensions).join() === dimension) ||
        expression.includes(`SEARCH('{"sluice-prod",${dimension}} MetricName="${name}"'`),
    );

  it.each([...Object.keys(metricPlaces), 'AgeAtPickupSeconds'])('%s is shown or watched by lane', (name) => {
    expect(shown('lane', name) || watched.includes(`"MetricName":"${name}"`)).toBe(true);
  });

  const bySite = Object.entries(metricPlaces).filter(([, place]) => place === 'lane and site');
  it.each(bySite.map(([name]) => name))(
    '%s is shown by site, the ten sites that have most and the rest in one',
    (name) => {
      const found = `SEARCH('{"sluice-prod",site} MetricName="${name}"', 'Sum', 300)`;
      const expressions = lines.map(({ expression }) => expression);
      expect(expressions).toContain(`SORT(${found}, SUM, DESC, 10)`);
      expect(expressions).toContain(`SUM(SLICE(SORT(${found}, SUM, DESC), 10))`);
    },
  );

  it('and no other is shown', () => {
    const named = lines.flatMap(({ metric, expression = '' }) => [
      ...(metric?.namespace === 'sluice-prod' ? [metric.name] : []),
      ...[...expression.matchAll(/MetricName="(\w+)"/g)].map(([, name]) => name),
    ]);
    for (const name of named)
      expect([...Object.keys(metricPlaces), 'AgeAtPickupSeconds', 'SlotsInUsePercent']).toContain(name);
  });
});

describe('the saved queries', () => {
  it.each([
    ['a time-out', '{"type":"platform.report","record":{"requestId":"1","status":"timeout"}}', true],
    [
      'a process that ran out of memory',
      '{"type":"platform.report","record":{"errorType":"Runtime.OutOfMemory"}}',
      true,
    ],
    [
      'an invocation that ended well',
      '{"type":"platform.report","record":{"requestId":"1","status":"success"}}',
      false,
    ],
  ])('find %s among the lines that are Lambda’s own: %s', (_what, line, isFault) => {
    const [, pattern = ''] = /like \/(.+)\/$/.exec(savedQueries.faults.lines[0]) ?? [];
    expect(new RegExp(pattern).test(line)).toBe(isFault);
  });

  it('are in the folder of the stack, over the logs of all functions', () => {
    const saved = properties('AWS::Logs::QueryDefinition');
    expect(saved.map(({ Name }) => Name)).toEqual(Object.keys(savedQueries).map((name) => `sluice-prod/${name}`));
    for (const { LogGroupNames } of saved) expect(LogGroupNames).toHaveLength(5);
  });
});
