import { findFunction } from '../functions';
import {
  AT_LEAST_ZERO,
  between,
  cover,
  EVERYTHING,
  exactly,
  isWithin,
  powerOf,
  product,
  TRUTH,
  type Interval,
} from '../functions/interval';
import { isUnread, type Operand, type Program, type Statement } from '../ir/program';
import { graphOf, isNumber, type Graph } from './graph';
import { makersIn } from './makers';
import { oncePer } from './once';
import { solve, type Solved } from './solve';

/** Bounds at which a slot's interval comes to rest. */
const THRESHOLDS = [-Infinity, -1, 0, 1, Infinity];

/**
 * The bounds of every value, for hyperparameters anywhere in their declared ranges, any weights and gradients,
 * and any step. Sound over the reals: overflow and rounding are not seen.
 */
export const findIntervals = oncePer((program: Program): Solved<Interval> => {
  const hypers = rangesOf(program);
  return solve<Interval>(program, {
    given: (operand) => given(operand, hypers),
    apply: (statement, args, body, read) => apply(statement, args, graphOf(body), read),
    join: cover,
    widen,
    equal: (a, b) => isWithin(a, b) && isWithin(b, a),
  });
});

/** So many statements back a look from nearby goes. */
const NEARBY = 2;

/**
 * Wider bounds of a value of the entry function, from the last few statements that lead to it alone. Often that is
 * enough, and it costs a hundredth: √x + ε is above 0, whatever x is.
 */
export function intervalsNearby(program: Program): (operand: Operand) => Interval {
  let hypers: ReadonlyMap<string, Interval> | null = null;
  const makers = makersIn(program.train);
  const seen = Array.from({ length: NEARBY + 1 }, () => new Map<number, Interval>());
  const look = (operand: Operand, back: number): Interval => {
    if (operand.from !== 'statement') return given(operand, (hypers ??= rangesOf(program)));
    const known = seen[back].get(operand.id);
    if (known) return known;
    const { fn, args } = makers.get(operand.id)!;
    const bounds = (arg: Operand): Interval => (back > 0 ? look(arg, back - 1) : EVERYTHING);
    const found = findFunction(fn)?.rules.interval?.(...args.map(bounds)) ?? EVERYTHING;
    seen[back].set(operand.id, found);
    return found;
  };
  return (operand) => look(operand, NEARBY);
}

const rangesOf = ({ hypers }: Program): ReadonlyMap<string, Interval> =>
  new Map(
    hypers.map(({ name, low, high, default: value }) => [
      name,
      between(Math.min(low, value), Math.max(high, value)),
    ]),
  );

function given(operand: Operand, hypers: ReadonlyMap<string, Interval>): Interval {
  switch (operand.from) {
    case 'literal':
      return isUnread(operand) ? EVERYTHING : exactly(Number(operand.value));
    case 'hyper':
      return hypers.get(operand.name) ?? EVERYTHING;
    case 'input':
      switch (operand.name) {
        case 'step':
        case 'total_steps':
          return between(1, Infinity);
        case 'lr':
          // A schedule may end at 0.
          return between(0, hypers.get('lr')?.high ?? Infinity);
        case 'lr_peak':
          return hypers.get('lr') ?? AT_LEAST_ZERO;
        case 'epoch_end':
          return TRUTH;
        default:
          return EVERYTHING;
      }
    default:
      return EVERYTHING;
  }
}

function apply(
  statement: Statement,
  plainArgs: readonly Interval[],
  graph: Graph,
  read: (operand: Operand) => Interval,
): Interval {
  const { fn, guard } = statement;
  const args = guard
    ? statement.args.map((arg, i) => narrow(arg, plainArgs[i], guard, graph))
    : plainArgs;
  if (fn === 'multiply') {
    const powers = powersIn(statement, graph);
    if (powers.size < 2 || [...powers.values()].some(({ times }) => times > 1))
      return [...powers.values()]
        .map(({ factor, times }) => {
          const bounds = guard ? narrow(factor, read(factor), guard, graph) : read(factor);
          return powerOf(bounds, times, times % 2 === 1);
        })
        .reduce(product);
  }
  if (SQUARES.has(fn) && graph.areEqual(statement.args[0], statement.args[1])) return AT_LEAST_ZERO;
  if (fn === 'subtract' && graph.areEqual(statement.args[0], statement.args[1])) return exactly(0);
  if (fn === 'where' || fn === 'choose') return pick(statement, args, graph);
  const compared = compare(fn, args);
  if (compared) return compared;
  return findFunction(fn)?.rules.interval?.(...args) ?? EVERYTHING;
}

/** Sums of products: of a value with itself, sums of squares. */
const SQUARES: ReadonlySet<string> = new Set(['dot', 'global_dot']);

/** Beyond so many factors of a product it is taken as a product of two. */
const MOST_FACTORS = 8;

/** The factors of a product, those of its own factors among them, and how often each stands in it. */
function powersIn(
  product: Statement,
  graph: Graph,
): ReadonlyMap<string, { readonly factor: Operand; readonly times: number }> {
  let factors: readonly Operand[] = product.args;
  for (let i = 0; i < factors.length && factors.length < MOST_FACTORS;) {
    const maker = graph.maker(factors[i]);
    if (maker?.fn === 'multiply')
      factors = [...factors.slice(0, i), ...maker.args, ...factors.slice(i + 1)];
    else i++;
  }
  const powers = new Map<string, { factor: Operand; times: number }>();
  for (const factor of factors) {
    const key = graph.valueNumber(factor);
    powers.set(key, { factor, times: (powers.get(key)?.times ?? 0) + 1 });
  }
  return powers;
}

/** What comes out of a choice: each side as it is where the condition sends it there. */
function pick(statement: Statement, args: readonly Interval[], graph: Graph): Interval {
  const [condition, x, y] = args;
  if (condition.low === 1) return x;
  if (condition.high === 0) return y;
  const [test, left, right] = statement.args;
  return cover(narrow(left, x, test, graph), narrowOtherwise(right, y, test, graph));
}

/** The truth of a comparison that its sides' bounds decide. */
function compare(fn: string, args: readonly Interval[]): Interval | null {
  const [a, b] = args;
  const truth = (always: boolean, never: boolean): Interval | null =>
    always ? exactly(1) : never ? exactly(0) : null;
  switch (fn) {
    case 'less':
      return truth(a.high < b.low, a.low >= b.high);
    case 'less_equal':
      return truth(a.high <= b.low, a.low > b.high);
    case 'greater':
      return truth(a.low > b.high, a.high <= b.low);
    case 'greater_equal':
      return truth(a.low >= b.high, a.high < b.low);
    case 'and':
      return truth(a.low === 1 && b.low === 1, a.high === 0 || b.high === 0);
    case 'or':
      return truth(a.low === 1 || b.low === 1, a.high === 0 && b.high === 0);
    case 'not':
      return truth(a.high === 0, a.low === 1);
    default:
      return null;
  }
}

/** What a condition that holds says of a value: `step > 10` bounds `step`. */
const narrow = (value: Operand, bounds: Interval, condition: Operand, graph: Graph): Interval =>
  narrowBy(value, bounds, condition, true, graph);

/** What a condition that does not hold says of a value. */
const narrowOtherwise = (
  value: Operand,
  bounds: Interval,
  condition: Operand,
  graph: Graph,
): Interval => narrowBy(value, bounds, condition, false, graph);

function narrowBy(
  value: Operand,
  bounds: Interval,
  condition: Operand,
  holds: boolean,
  graph: Graph,
): Interval {
  return comparisonsIn(condition, holds, graph).reduce(
    (inner, { test, relation }) => byComparison(value, inner, test, relation, graph),
    bounds,
  );
}

interface Comparison {
  readonly test: Statement;
  readonly relation: string;
}

/** Beyond so many parts of one condition nothing is learnt of the rest: bounds stay wider, and true. */
const MOST_PARTS = 64;

/** The comparisons that all hold where a condition does; with `holds` false, where it does not. */
function comparisonsIn(condition: Operand, holds: boolean, graph: Graph): readonly Comparison[] {
  const found: Comparison[] = [];
  const waiting = [{ part: condition, holds }];
  for (let i = 0; i < waiting.length && i < MOST_PARTS; i++) {
    const { part, holds } = waiting[i];
    const test = graph.maker(part);
    if (!test) continue;
    const { fn, args } = test;
    const isGuard = fn === 'choose' && args[2].from === 'literal' && !args[2].value;
    const splits = holds ? fn === 'and' || isGuard : fn === 'or';
    if (splits) waiting.push(...args.slice(0, 2).map((each) => ({ part: each, holds })));
    else if (fn === 'not') waiting.push({ part: args[0], holds: !holds });
    else if (NEGATED[fn]) found.push({ test, relation: holds ? fn : NEGATED[fn] });
  }
  return found;
}

const NEGATED: Readonly<Record<string, string>> = {
  less: 'greater_equal',
  less_equal: 'greater',
  greater: 'less_equal',
  greater_equal: 'less',
  equal: 'not_equal',
  not_equal: 'equal',
};

function byComparison(
  value: Operand,
  bounds: Interval,
  test: Statement,
  relation: string,
  graph: Graph,
): Interval {
  const [a, b] = test.args;
  if (isNumber(b) && graph.areEqual(value, a)) return cut(bounds, relation, b.value);
  if (isNumber(a) && graph.areEqual(value, b)) return cut(bounds, MIRRORED[relation], a.value);
  return bounds;
}

const MIRRORED: Readonly<Record<string, string>> = {
  less: 'greater',
  less_equal: 'greater_equal',
  greater: 'less',
  greater_equal: 'less_equal',
  equal: 'equal',
  not_equal: 'not_equal',
};

function cut({ low, high, zero }: Interval, relation: string, limit: number): Interval {
  const strict = relation === 'less' || relation === 'greater' || relation === 'not_equal';
  const noZero = strict && limit === 0;
  switch (relation) {
    case 'less':
    case 'less_equal':
      return between(low, Math.max(low, Math.min(high, limit)), zero && !noZero);
    case 'greater':
    case 'greater_equal':
      return between(Math.min(high, Math.max(low, limit)), high, zero && !noZero);
    case 'equal':
      return exactly(limit);
    default:
      return between(low, high, zero && !noZero);
  }
}

function widen(before: Interval, after: Interval): Interval {
  const low =
    after.low < before.low ? THRESHOLDS.findLast((bound) => bound <= after.low)! : before.low;
  const high =
    after.high > before.high ? THRESHOLDS.find((bound) => bound >= after.high)! : before.high;
  return between(low, high, before.zero || after.zero);
}
