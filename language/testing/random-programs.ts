import { FUNCTIONS, writtenArguments } from '../functions';
import { lehmer } from './numbers';

/** Element-wise functions of one number, and the reductions, by name. */
const UNARY = FUNCTIONS.filter(
  (entry) =>
    entry.callable &&
    entry.meaning.per === 'element' &&
    writtenArguments(entry).length === 1 &&
    entry.signature.result.kind === 'num',
).map(({ name }) => name);
const namesOf = (per: string): string[] =>
  FUNCTIONS.filter(
    (entry) => entry.meaning.per === per && entry.callable && writtenArguments(entry).length === 1,
  ).map(({ name }) => name);
const OF_TENSOR = namesOf('tensor');
const OF_MODEL = namesOf('model');
const OF_ROWS = namesOf('row');
const OF_COLUMNS = namesOf('col');
const OF_CHANCE = ['normal', 'uniform', 'rademacher'];

type Extent = 'model' | 'tensor' | 'row' | 'col' | 'elem';

/**
 * A program that is well typed and otherwise makes no sense: all functions, extents and kinds of conditions may meet in
 * it. The same for the same seed.
 */
export function randomProgram(seed: number): string {
  const next = lehmer(seed * 7919 + 17);
  const below = (count: number): number => Math.min(count - 1, Math.floor(next() * count));
  const pick = <T>(list: readonly T[]): T => list[below(list.length)];
  const named: Record<Extent, string[]> = {
    model: ['lr', 'step', 'beta', 'k', 'a'],
    tensor: ['t'],
    row: ['r'],
    col: ['c'],
    elem: ['w', 'g', 'm', 'v'],
  };

  const literal = (): string => pick(['0', '1', '2', '0.5', '-0.3', '1e-8', '3', '0.9', '1e30']);

  const value = (extent: Extent, depth: number): string => {
    if (depth <= 0) return next() < 0.2 ? literal() : pick(named[extent]);
    const inner = (): string => value(extent, depth - 1);
    /** Of the same extent, or of one that fits into it. */
    const any = (): string => value(pick(fitting(extent)), depth - 1);
    const elem = (): string => value('elem', depth - 1);
    switch (below(9)) {
      case 0:
      case 1:
        return `(${inner()} ${pick(['+', '-', '*', '/', '*', '/'])} ${any()})`;
      case 2:
        return `${pick(UNARY)}(${inner()})`;
      case 3:
        return `${pick(['max', 'min', 'arctan2'])}(${any()}, ${inner()})`;
      case 4:
        return `interp(${inner()}, ${any()}, ${pick(['beta', '0.9', value('model', 0)])})`;
      case 5:
        return `where(${condition(extent, depth - 1)}, ${inner()}, ${any()})`;
      case 6:
        return `abs(${inner()}) ** ${pick(['2', '0.5', '-1', '3', 'beta'])}`;
      case 7:
        return reduction(extent, elem) ?? inner();
      default:
        return `clamp(${inner()}, ${literal()}, ${any()})`;
    }
  };

  const reduction = (extent: Extent, elem: () => string): string | null => {
    switch (extent) {
      case 'model':
        return `${pick(OF_MODEL)}(${elem()})`;
      case 'tensor':
        return `${pick(OF_TENSOR)}(${elem()})`;
      case 'row':
        return `${pick(OF_ROWS)}(w * ${elem()})`;
      case 'col':
        return `${pick(OF_COLUMNS)}(w * ${elem()})`;
      case 'elem':
        return next() < 0.5
          ? `clip(${elem()}, ${pick(['lr', 'beta', '1'])})`
          : `${pick(OF_CHANCE)}(w)`;
    }
  };

  const condition = (extent: Extent, depth: number): string => {
    const [x, y] = [value(extent, depth), value(pick(fitting(extent)), depth)];
    const compared = `${x} ${pick(['<', '<=', '>', '>=', '==', '!='])} ${y}`;
    if (depth <= 0 || next() < 0.6) return `(${compared})`;
    return next() < 0.5
      ? `(${compared} ${pick(['and', 'or'])} ${condition(extent, depth - 1)})`
      : `(not (${compared}))`;
  };

  const lines: string[] = [];
  const count = 2 + below(5);
  for (let i = 0; i < count; i++) {
    const extent = pick<Extent>(['model', 'tensor', 'row', 'col', 'elem', 'elem', 'elem', 'elem']);
    const name = `x${i}`;
    const text = value(extent, 1 + below(3));
    const test = pick(['every(2)', 'ndim(w) >= 2', 'norm(w) > 1', 'role(w) == "bias"', 'step > 2']);
    if (next() < 0.75) lines.push(`${name} = ${text}`);
    else
      lines.push(`if ${test}:`, `  ${name} = ${text}`, 'else:', `  ${name} = ${value(extent, 1)}`);
    // A condition per tensor makes the result one per tensor at least.
    const wider = extent === 'model' ? null : extent;
    if (wider) named[wider].push(name);
  }
  const stores = [
    `m = ${value('elem', 1)}`,
    `v = ${value('elem', 1)}`,
    `r = ${value('row', 1)}`,
    `c = ${value('col', 1)}`,
    `t = ${value('tensor', 1)}`,
    `a = ${value('model', 1)}`,
  ];
  return [
    'lr: hyper(1e-5, 1, log) = 0.01',
    'beta: hyper(0.1, 0.99, log1m) = 0.9',
    'k: hyper(1, 10, int) = 3',
    'm: state(elem) = zeros',
    'v: state(elem) = zeros',
    'r: state(row) = zeros',
    'c: state(col) = zeros',
    't: state(tensor) = zeros',
    'a: state(model) = zeros',
    '',
    'def train(w, g, m, v, r, c, t, a, lr):',
    ...lines.map((line) => `  ${line}`),
    ...stores.map((line) => `  ${line}`),
    `  return ${value('elem', 2)}, m, v, r, c, t, a`,
    '',
  ].join('\n');
}

/** The extents whose values a value of this one may meet without growing. */
function fitting(extent: Extent): readonly Extent[] {
  if (extent === 'model') return ['model'];
  if (extent === 'tensor') return ['model', 'tensor'];
  if (extent === 'elem') return ['model', 'tensor', 'row', 'col', 'elem', 'elem', 'elem'];
  return ['model', 'tensor', extent, extent];
}
