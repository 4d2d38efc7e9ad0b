/** A value for each step of time; null where there is none. */
export interface Series {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

/** What a formula and its parts come to. */
export type Value = number | string | Series | readonly Series[];

export interface Names {
  /** A metric, or another formula, by its id. */
  metric(id: string): Series;
  /** What SEARCH finds. */
  search(query: string, statistic: string, periodSeconds: number): readonly Series[];
}

/**
 * The part of CloudWatch's metric math that our dashboard and alarms use, so that the picture and the tests compute what
 * CloudWatch does (Amazon CloudWatch User Guide, "Using math expressions with CloudWatch metrics"). Throws on anything else.
 */
export function evaluate(expression: string, names: Names): Value {
  const tokens = expression.match(/'[^']*'|\d+(?:\.\d+)?|[A-Za-z_]\w*|<=|>=|==|!=|&&|\|\||[-+*/<>(),]/g) ?? [];
  let at = 0;
  const next = () => tokens[at] ?? '';
  const take = (token: string) => {
    if (next() !== token) throw new Error(`"${token}" expected, not "${next()}", in: ${expression}`);
    at += 1;
  };

  /** Operators from the loosest to the tightest. */
  function binary(level: number): Value {
    const operators = levels[level];
    if (!operators) return atom();
    let left = binary(level + 1);
    for (let apply = operators[next()]; apply; apply = operators[next()]) {
      at += 1;
      left = pointwise(apply, left, binary(level + 1));
    }
    return left;
  }

  function atom(): Value {
    const token = next();
    at += 1;
    if (token === '(') {
      const value = binary(0);
      take(')');
      return value;
    }
    if (/^\d/.test(token)) return Number(token);
    if (token.startsWith("'")) return token.slice(1, -1);
    if (!/^[A-Za-z]/.test(token)) throw new Error(`"${token}" is no value, in: ${expression}`);
    if (next() === '(') return call(token, args(), names);
    // SUM and DESC are words of SORT.
    return /^[A-Z]+$/.test(token) ? token : names.metric(token);
  }

  function args(): Value[] {
    const values: Value[] = [];
    do {
      at += 1;
      values.push(binary(0));
    } while (next() === ',');
    take(')');
    return values;
  }

  const value = binary(0);
  if (at < tokens.length) throw new Error(`"${next()}" is not understood, in: ${expression}`);
  return value;
}

type Apply = (left: number, right: number) => number;
const truth = (holds: boolean) => (holds ? 1 : 0);
const or: Apply = (left, right) => truth(left !== 0 || right !== 0);
const and: Apply = (left, right) => truth(left !== 0 && right !== 0);

const levels: readonly Readonly<Record<string, Apply>>[] = [
  { OR: or, '||': or },
  { AND: and, '&&': and },
  {
    '<': (left, right) => truth(left < right),
    '<=': (left, right) => truth(left <= right),
    '>': (left, right) => truth(left > right),
    '>=': (left, right) => truth(left >= right),
    '==': (left, right) => truth(left === right),
    '!=': (left, right) => truth(left !== right),
  },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  { '*': (left, right) => left * right, '/': (left, right) => left / right },
];

/** What has no value on either side has none; nor has what is divided by zero. */
function pointwise(apply: Apply, left: Value, right: Value): Value {
  if (typeof left === 'number' && typeof right === 'number') return apply(left, right);
  const steps = Math.max(stepsOf(left), stepsOf(right));
  return seriesOf(steps, (step) => {
    const [a, b] = [valueAt(left, step), valueAt(right, step)];
    const value = a === null || b === null ? null : apply(a, b);
    return value !== null && Number.isFinite(value) ? value : null;
  });
}

function call(name: string, args: readonly Value[], names: Names): Value {
  const [first = 0, second = 0, third = 0, fourth] = args;
  switch (name) {
    case 'FILL':
      return seriesOf(stepsOf(first), (step) => valueAt(first, step) ?? valueAt(second, step));
    case 'IF':
      return seriesOf(Math.max(...args.map(stepsOf)), (step) => valueAt(valueAt(first, step) ? second : third, step));
    case 'SEARCH':
      return names.search(text(first), text(second), Number(third));
    case 'SORT':
      return all(first)
        .toSorted((a, b) => total(b) - total(a))
        .slice(0, typeof fourth === 'number' ? fourth : undefined);
    case 'SLICE':
      return all(first).slice(Number(second));
    case 'SUM': {
      const list = all(first);
      return seriesOf(Math.max(0, ...list.map(stepsOf)), (step) => {
        const values = list.flatMap(({ values }) => values[step] ?? []);
        return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
      });
    }
    default:
      throw new Error(`the function ${name} is not known here`);
  }
}

function all(value: Value): readonly Series[] {
  if (typeof value !== 'object') throw new Error(`${String(value)} is no list of metrics`);
  return 'values' in value && 'label' in value ? [value] : value;
}

function text(value: Value): string {
  if (typeof value !== 'string') throw new Error('a text expected');
  return value;
}

function seriesOf(steps: number, valueOf: (step: number) => number | null): Series {
  return { label: '', values: Array.from({ length: steps }, (_, step) => valueOf(step)) };
}

function stepsOf(value: Value): number {
  return typeof value === 'object' ? (all(value)[0]?.values.length ?? 0) : 0;
}

function valueAt(value: Value, step: number): number | null {
  return typeof value === 'number' ? value : (all(value)[0]?.values[step] ?? null);
}

function total({ values }: Series): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
