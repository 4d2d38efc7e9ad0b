import { describe, expect, it } from 'vitest';
import { evaluate, type Names, type Series } from '#infra/docs/dashboard/metric-math.ts';

const series = (label: string, ...values: (number | null)[]): Series => ({ label, values });

const known: Record<string, Series> = { a: series('a', 1, 2, null, 4), b: series('b', 10, 0, 30, null) };
const names: Names = {
  metric: (id) => known[id] ?? series(id),
  search: (query, statistic) =>
    query === '{"ns",site} MetricName="X"' && statistic === 'Sum'
      ? [series('small', 1, null), series('big', 5, 6), series('middle', 2, 2)]
      : [],
};
const valuesOf = (expression: string) => {
  const value = evaluate(expression, names);
  return typeof value === 'object' && 'label' in value ? value.values : value;
};

const found = `SEARCH('{"ns",site} MetricName="X"', 'Sum', 60)`;

describe('metric math', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3 - 4 / 2', 7],
    ['a + b', [11, 2, null, null]],
    ['100 * a / b', [10, null, null, null]],
    ['FILL(a, 0) + FILL(b, 0)', [11, 2, 30, 4]],
    ['a >= 2', [0, 1, null, 1]],
    ['IF(a > 1 AND FILL(b, 0) < 20, 7, 8)', [8, 7, 8, 7]],
    ['IF(a == 1 || FILL(b, 30) == 30, 5, 0)', [5, 0, 0, 5]],
    [`SUM(${found})`, [8, 8]],
    [`SUM(SLICE(SORT(${found}, SUM, DESC), 1))`, [3, 2]],
    [`SUM(SLICE(SORT(${found}, SUM, DESC), 10))`, []],
  ])('%s', (expression, expected) => {
    expect(valuesOf(expression)).toEqual(expected);
  });

  it('sorts what a search finds, the most first, and cuts it', () => {
    expect(evaluate(`SORT(${found}, SUM, DESC, 2)`, names)).toMatchObject([{ label: 'big' }, { label: 'middle' }]);
  });

  it.each(['a +', '(a', 'a b', 'NOVEL(a)', 'SUM(1)'])('refuses what it does not understand: %s', (expression) => {
    expect(() => evaluate(expression, names)).toThrow();
  });
});
