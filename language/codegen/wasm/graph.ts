import type { Lanes, Narrow, Wide } from '../../functions/lanes';
import { VECTOR } from '../../webassembly';

type Width = Lanes['width'];
type VectorOp = keyof typeof VECTOR;

/** How often a value changes: never within a kernel, from row to row, or from block to block of four elements. */
export const PACE = { kernel: 0, row: 1, block: 2 } as const;
export type Pace = (typeof PACE)[keyof typeof PACE];

/** What a node of a kernel's graph is. */
export type Making =
  | { readonly kind: 'constant'; readonly value: number }
  /** A number from the kernel's arguments: as it is, 1 minus it, or 1 divided by it, rounded to float32. */
  | { readonly kind: 'argument'; readonly index: number; readonly as: ArgumentForm }
  /** A block of four from a buffer; where the buffer has one number a row, or one for all, that number four times. */
  | { readonly kind: 'load'; readonly buffer: number }
  | { readonly kind: 'vector'; readonly op: VectorOp }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[] }
  | { readonly kind: 'shift'; readonly op: 'i64x2_shl' | 'i64x2_shr_u'; readonly by: number }
  /** Lane by lane by an imported function where the first argument holds, else the second; the rest are its arguments. */
  | { readonly kind: 'rarely'; readonly fn: string };

export type ArgumentForm = 'itself' | 'complement' | 'reciprocal';

/** One value of a kernel. Equal values are one node. */
export interface Node extends Lanes {
  readonly id: number;
  readonly making: Making;
  readonly args: readonly Node[];
  readonly pace: Pace;
}

const node = (lanes: Lanes): Node => lanes as Node;

/** The upper half of a vector in the place of the lower. */
const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
/** The lower halves of two vectors side by side. */
const LOWER_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** All bits of a float64's mantissa, as a float64. */
const MANTISSA_BITS = 2.225073858507201e-308;
/** 2^52: a whole number below it, put into its mantissa's bits, is added to it. */
const WHOLE = 2 ** 52;
const EXPONENT_BIAS = 1023;
const MANTISSA_LENGTH = 52;

/** The values of one kernel as they are written down, each once. */
export class KernelGraph {
  private readonly nodes = new Map<string, Node>();
  private count = 0;
  readonly narrow: Narrow;
  private readonly wideLanes: Wide;
  /** Functions that are called for rare lanes, with the number of their arguments. */
  readonly called = new Map<string, number>();

  constructor() {
    this.wideLanes = this.createWide();
    this.narrow = this.createNarrow();
  }

  load(buffer: number, pace: Pace): Node {
    return this.make({ kind: 'load', buffer }, [], 'float32', false, pace);
  }

  argument(index: number): Node {
    return this.form(index, 'itself');
  }

  /** Truth values from numbers. */
  truth(value: Node): Node {
    return value.truth ? value : node(this.narrow.notEqual(value, this.narrow.constant(0)));
  }

  /** What a fold takes from each element: the lower two of four, and the upper two. */
  halves(args: readonly Node[], of: (wide: Wide, ...args: Lanes[]) => Lanes): [Node, Node] {
    const wide = this.wideLanes;
    return [node(of(wide, ...args.map(this.low))), node(of(wide, ...args.map(this.high)))];
  }

  /** The narrow operations, for a function of that name. */
  writing(fn: string, args: readonly Node[]): Narrow {
    return {
      ...this.narrow,
      rarely: (condition, otherwise) => {
        this.called.set(fn, args.length);
        const all = [node(condition), node(otherwise), ...args];
        return this.make({ kind: 'rarely', fn }, all, 'float32', false);
      },
    };
  }

  private readonly low = (x: Node): Node => this.vector('f64x2_promote_low_f32x4', 'float64', x);

  private readonly high = (x: Node): Node => {
    if (x.pace < PACE.block) return this.low(x);
    return this.low(this.make({ kind: 'shuffle', bytes: UPPER_HALF }, [x, x], 'float32', false));
  };

  private make(
    making: Making,
    args: readonly Node[],
    width: Width,
    truth: boolean,
    pace: Pace = args.reduce<Pace>((most, arg) => (arg.pace > most ? arg.pace : most), 0),
  ): Node {
    const key = keyOf(making, args, width);
    const known = this.nodes.get(key);
    if (known) return known;
    const made: Node = { id: this.count++, making, args, width, truth, pace };
    this.nodes.set(key, made);
    return made;
  }

  private vector(op: VectorOp, width: Width, ...args: Node[]): Node {
    return this.make({ kind: 'vector', op }, args, width, false);
  }

  private form(index: number, as: ArgumentForm): Node {
    return this.make({ kind: 'argument', index, as }, [], 'float32', false, PACE.kernel);
  }

  private arithmetic(width: Width) {
    const prefix = width === 'float32' ? 'f32x4' : 'f64x2';
    type Suffix = VectorOp extends infer Op ? (Op extends `f32x4_${infer S}` ? S : never) : never;
    const op = (name: Suffix) => `${prefix}_${name}` as VectorOp;
    const one = (name: Suffix) => (x: Lanes) => this.vector(op(name), width, node(x));
    const two = (name: Suffix) => (x: Lanes, y: Lanes) =>
      this.vector(op(name), width, node(x), node(y));
    const compare = (name: Suffix) => (x: Lanes, y: Lanes) =>
      this.make({ kind: 'vector', op: op(name) }, [node(x), node(y)], width, true);
    const bits = (name: VectorOp) => (x: Lanes, y: Lanes) =>
      this.make({ kind: 'vector', op: name }, [node(x), node(y)], width, x.truth && y.truth);
    const constant = (value: number): Node =>
      this.make({ kind: 'constant', value }, [], width, false, PACE.kernel);
    const select = (condition: Lanes, x: Lanes, y: Lanes) =>
      this.make(
        { kind: 'vector', op: 'v128_bitselect' },
        [node(x), node(y), node(condition)],
        width,
        x.truth,
      );
    return {
      constant,
      add: two('add'),
      subtract: two('sub'),
      multiply: two('mul'),
      divide: two('div'),
      min: two('min'),
      max: two('max'),
      negative: one('neg'),
      abs: one('abs'),
      sqrt: one('sqrt'),
      floor: one('floor'),
      nearest: one('nearest'),
      equal: compare('eq'),
      notEqual: compare('ne'),
      less: compare('lt'),
      lessEqual: compare('le'),
      and: bits('v128_and'),
      or: bits('v128_or'),
      not: (x: Lanes) => this.make({ kind: 'vector', op: 'v128_not' }, [node(x)], width, x.truth),
      select,
      where: bits('v128_and'),
      // −0 has the sign's bit and no other.
      copySign: (size: Lanes, sign: Lanes) => select(constant(-0), sign, size),
    };
  }

  private createWide(): Wide {
    const wide = this.arithmetic('float64');
    const shift = (op: 'i64x2_shl' | 'i64x2_shr_u', x: Node): Node =>
      this.make({ kind: 'shift', op, by: MANTISSA_LENGTH }, [x], 'float64', false);
    return {
      ...wide,
      powerOfTwo: (k) =>
        shift('i64x2_shl', wide.add(k, wide.constant(1.5 * WHOLE + EXPONENT_BIAS))),
      mantissa: (x) => wide.or(wide.and(x, wide.constant(MANTISSA_BITS)), wide.constant(1)),
      exponent: (x) => {
        const biased = wide.or(shift('i64x2_shr_u', node(x)), wide.constant(WHOLE));
        return wide.subtract(biased, wide.constant(WHOLE + EXPONENT_BIAS));
      },
    };
  }

  private createNarrow(): Narrow {
    const narrow = this.arithmetic('float32');
    const one = narrow.constant(1);
    const narrowed = (x: Node): Node => this.vector('f32x4_demote_f64x2_zero', 'float32', x);
    return {
      ...narrow,
      number: (x) => (x.truth ? narrow.and(x, one) : x),
      complement: (x) => {
        const { making } = node(x);
        if (making.kind === 'constant') return narrow.constant(1 - making.value);
        if (isPlainArgument(making)) return this.form(making.index, 'complement');
        return narrow.subtract(one, x);
      },
      quotient: (x, y) => {
        const { making } = node(y);
        if (making.kind === 'constant')
          return narrow.multiply(x, narrow.constant(1 / making.value));
        if (!isPlainArgument(making)) return narrow.divide(x, y);
        return narrow.multiply(x, this.form(making.index, 'reciprocal'));
      },
      wide: (args, of) => {
        const [low, high] = this.halves(args.map(node), of);
        if (low === high) {
          const half = narrowed(low);
          return this.make(
            { kind: 'shuffle', bytes: LOWER_HALVES },
            [half, half],
            'float32',
            false,
          );
        }
        const halves = [narrowed(low), narrowed(high)];
        return this.make({ kind: 'shuffle', bytes: LOWER_HALVES }, halves, 'float32', false);
      },
      rarely: () => {
        throw new Error('Only a function of the table has a meaning to go by.');
      },
    };
  }
}

function isPlainArgument(making: Making): making is Extract<Making, { kind: 'argument' }> {
  return making.kind === 'argument' && making.as === 'itself';
}

function keyOf(making: Making, args: readonly Node[], width: Width): string {
  switch (making.kind) {
    case 'constant':
      return `${width} ${Object.is(making.value, -0) ? '-0' : making.value}`;
    case 'argument':
      return `argument ${making.index} ${making.as}`;
    case 'load':
      return `load ${making.buffer}`;
    case 'vector':
      return `${making.op} ${args.map(({ id }) => id).join()}`;
    case 'shuffle':
      return `shuffle ${making.bytes[0]} ${args.map(({ id }) => id).join()}`;
    case 'shift':
      return `${making.op} ${args[0].id}`;
    case 'rarely':
      return `${making.fn} ${args.map(({ id }) => id).join()}`;
  }
}
