import { findFunction } from '../functions';
import type { Scaling } from '../functions/rules';
import type { Operand, Program, Statement } from '../ir/program';
import { floorsOf } from './floors';
import { oncePer } from './once';
import { solve, type Solved } from './solve';

/** With which power a value grows when something is scaled: from the smallest among its terms to the largest. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** What is scaled: the learning rate, the gradient (and with it the loss), the weights. */
export type Scaled = 'lr' | 'g' | 'w';

export type Degrees = Readonly<Record<Scaled, Range>>;

/** Of 0, which may be taken for a value of any degree. */
const ANY: Range = { low: Infinity, high: -Infinity };
const NONE: Range = { low: 0, high: 0 };
/** Not a power at all. */
const NOT_A_POWER: Range = { low: -Infinity, high: Infinity };

const SCALED: readonly Scaled[] = ['lr', 'g', 'w'];
/** Degrees beyond this count as none: a recurrence without end. */
const LARGEST = 8;

export const isAny = ({ low, high }: Range): boolean => low > high;
export const isPower = ({ low, high }: Range): boolean => low === high;
export const isUnknown = ({ low, high }: Range): boolean => low === -Infinity && high === Infinity;

/** The degrees of every value in `lr`, `g` and `w`, through slots. */
export const findDegrees = oncePer((program: Program): Solved<Degrees> => {
  const isFloor = floorsOf(program);
  return solve<Degrees>(program, {
    given,
    apply: (statement, args) =>
      mapScaled((by) =>
        apply(
          statement,
          args.map((arg) => arg[by]),
          by,
          isFloor,
        ),
      ),
    join: (a, b) => mapScaled((by) => cover(a[by], b[by])),
    widen: (a, b) => mapScaled((by) => widen(a[by], b[by])),
    equal: (a, b) => SCALED.every((by) => a[by].low === b[by].low && a[by].high === b[by].high),
  });
});

function mapScaled(of: (by: Scaled) => Range): Degrees {
  return { lr: of('lr'), g: of('g'), w: of('w') };
}

const EXPONENTS: Readonly<Record<string, Partial<Record<Scaled, number>>>> = {
  lr: { lr: 1 },
  lr_peak: { lr: 1 },
  g: { g: 1 },
  loss: { g: 1 },
  w: { w: 1 },
};

function given(operand: Operand): Degrees {
  if (operand.from === 'literal' && Number(operand.value) === 0) return mapScaled(() => ANY);
  const exponents = operand.from === 'input' ? EXPONENTS[operand.name] : undefined;
  return mapScaled((by) => ({ low: exponents?.[by] ?? 0, high: exponents?.[by] ?? 0 }));
}

function apply(
  { fn, args: operands }: Statement,
  args: readonly Range[],
  by: Scaled,
  isFloor: (operand: Operand) => boolean,
): Range {
  const scaling: Scaling = findFunction(fn)?.rules.scaling ?? { kind: 'plain' };
  const plain = args.every((arg) => isAny(arg) || (arg.low === 0 && arg.high === 0));
  switch (scaling.kind) {
    case 'product':
      return multiply(args.map((arg, i) => raise(arg, scaling.exponents[i] ?? 0)));
    case 'alike': {
      const listed = scaling.of.filter((i) => i < args.length);
      const others = args.filter((_, i) => !listed.includes(i));
      if (others.some((arg) => !isAny(arg) && (arg.low !== 0 || arg.high !== 0)))
        return NOT_A_POWER;
      const counted = listed.filter((i) => !isFloor(operands[i]));
      const sides = (counted.length > 0 ? counted : listed).map((i) => args[i]);
      const all = sides.reduce(cover, ANY);
      if (scaling.gives === 'same') return all;
      return isAny(all) || isPower(all) ? NONE : NOT_A_POWER;
    }
    case 'scale-free':
      return args.every((arg) => isAny(arg) || isPower(arg)) ? NONE : NOT_A_POWER;
    case 'power': {
      const [, exponent] = operands;
      if (exponent.from === 'literal') return raise(args[0], Number(exponent.value));
      return plain ? NONE : NOT_A_POWER;
    }
    case 'inverse root': {
      const [x, , eps] = args;
      const sum = isFloor(operands[2]) ? x : cover(x, eps);
      const [, p] = operands;
      if (p.from !== 'literal') return plain ? NONE : NOT_A_POWER;
      return Number(p.value) === 0 ? NONE : raise(sum, -1 / Number(p.value));
    }
    case 'plain':
      return plain ? NONE : NOT_A_POWER;
    case 'pass':
      return by === 'g' ? { low: 1, high: 1 } : NONE;
  }
}

function cover(a: Range, b: Range): Range {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

function multiply(factors: readonly Range[]): Range {
  if (factors.some(isAny)) return ANY;
  const low = factors.reduce((sum, factor) => sum + factor.low, 0);
  const high = factors.reduce((sum, factor) => sum + factor.high, 0);
  const unclear = Number.isNaN(low) || Number.isNaN(high) || low < -LARGEST || high > LARGEST;
  return unclear ? NOT_A_POWER : { low, high };
}

function raise(range: Range, exponent: number): Range {
  if (isAny(range)) return ANY;
  if (exponent === 0) return NONE;
  const [a, b] = [range.low * exponent, range.high * exponent];
  return { low: Math.min(a, b), high: Math.max(a, b) };
}

function widen(before: Range, after: Range): Range {
  if (isAny(before)) return after;
  return after.low < before.low || after.high > before.high ? NOT_A_POWER : before;
}
