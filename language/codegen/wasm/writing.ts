import type { Arithmetic, Lanes, Narrow, Wide } from '../../functions/lanes';
import type { KernelGraph } from './graph';
import { node, PACE, type Making, type Node, type VectorOp, type Width } from './nodes';

/** The lower halves of two vectors side by side. */
const LOWER_HALVES = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** All bits of a float64's mantissa, as a float64. */
const MANTISSA_BITS = 2.225073858507201e-308;
/** 2^52: a whole number below it, put into its mantissa's bits, is added to it. */
const WHOLE = 2 ** 52;
const EXPONENT_BIAS = 1023;
const MANTISSA_LENGTH = 52;

/** The same of a float32. */
const NARROW = { WHOLE: 2 ** 23, EXPONENT_BIAS: 127, MANTISSA_LENGTH: 23 } as const;

type Suffix = VectorOp extends infer Op ? (Op extends `f32x4_${infer S}` ? S : never) : never;
type Both = Extract<
  VectorOp extends infer Op ? (Op extends `f64x2_${infer S}` ? S : never) : never,
  Suffix
>;

const OPS = [
  'add',
  'sub',
  'mul',
  'div',
  'min',
  'max',
  'pmin',
  'pmax',
  'neg',
  'abs',
  'sqrt',
  'floor',
  'nearest',
  'eq',
  'ne',
  'lt',
  'le',
] as const satisfies readonly Both[];
type Op = (typeof OPS)[number];

const named = (prefix: 'f32x4' | 'f64x2'): Readonly<Record<Op, VectorOp>> =>
  Object.fromEntries(OPS.map((op) => [op, `${prefix}_${op}`])) as Record<Op, VectorOp>;

const OF_WIDTH: Readonly<Record<Width, Readonly<Record<Op, VectorOp>>>> = {
  float32: named('f32x4'),
  float64: named('f64x2'),
};

/** What functions of the table write with: each call is a node of the graph. */
class LanesOf implements Arithmetic {
  private readonly ops: Readonly<Record<Op, VectorOp>>;

  constructor(
    protected readonly graph: KernelGraph,
    private readonly width: Width,
  ) {
    this.ops = OF_WIDTH[width];
  }

  // Bound to its object, since writers take it out of it.
  readonly constant = (value: number): Node => this.graph.constant(value, this.width);

  add(x: Lanes, y: Lanes): Node {
    return this.two('add', x, y);
  }

  subtract(x: Lanes, y: Lanes): Node {
    return this.two('sub', x, y);
  }

  multiply(x: Lanes, y: Lanes): Node {
    return this.two('mul', x, y);
  }

  divide(x: Lanes, y: Lanes): Node {
    return this.two('div', x, y);
  }

  min(x: Lanes, y: Lanes): Node {
    return this.extreme('min', x, y);
  }

  max(x: Lanes, y: Lanes): Node {
    return this.extreme('max', x, y);
  }

  negative(x: Lanes): Node {
    return this.one('neg', x);
  }

  abs(x: Lanes): Node {
    return this.one('abs', x);
  }

  sqrt(x: Lanes): Node {
    return this.one('sqrt', x);
  }

  floor(x: Lanes): Node {
    return this.one('floor', x);
  }

  nearest(x: Lanes): Node {
    return this.one('nearest', x);
  }

  equal(x: Lanes, y: Lanes): Node {
    return this.two('eq', x, y, true);
  }

  notEqual(x: Lanes, y: Lanes): Node {
    return this.two('ne', x, y, true);
  }

  less(x: Lanes, y: Lanes): Node {
    return this.two('lt', x, y, true);
  }

  lessEqual(x: Lanes, y: Lanes): Node {
    return this.two('le', x, y, true);
  }

  and(x: Lanes, y: Lanes): Node {
    return this.bits('v128_and', [x, y], x.truth && y.truth);
  }

  or(x: Lanes, y: Lanes): Node {
    return this.bits('v128_or', [x, y], x.truth && y.truth);
  }

  not(x: Lanes): Node {
    return this.bits('v128_not', [x], x.truth);
  }

  select(condition: Lanes, x: Lanes, y: Lanes): Node {
    return this.bits('v128_bitselect', [x, y, condition], x.truth);
  }

  where(condition: Lanes, x: Lanes): Node {
    return this.and(condition, x);
  }

  copySign(size: Lanes, sign: Lanes): Node {
    // −0 has the sign's bit and no other.
    return this.select(this.constant(-0), sign, size);
  }

  /** Beside an ordinary constant one instruction does what takes seven where both may be NaN or a zero with a sign. */
  private extreme(op: 'min' | 'max', x: Lanes, y: Lanes): Node {
    if (isOrdinary(y)) return this.two(`p${op}`, x, y);
    return isOrdinary(x) ? this.two(`p${op}`, y, x) : this.two(op, x, y);
  }

  private one(op: Op, x: Lanes): Node {
    return this.graph.vector(this.ops[op], this.width, [node(x)]);
  }

  private two(op: Op, x: Lanes, y: Lanes, truth = false): Node {
    return this.graph.vector(this.ops[op], this.width, [node(x), node(y)], truth);
  }

  private bits(op: VectorOp, args: readonly Lanes[], truth: boolean): Node {
    return this.graph.vector(op, this.width, args as readonly Node[], truth);
  }
}

/** A constant other than NaN and 0. */
function isOrdinary(x: Lanes): boolean {
  const { making } = node(x);
  return making.kind === 'constant' && making.value !== 0 && !Number.isNaN(making.value);
}

/** Two float64 numbers of a kernel. */
export class WideLanes extends LanesOf implements Wide {
  constructor(graph: KernelGraph) {
    super(graph, 'float64');
  }

  powerOfTwo(k: Lanes): Node {
    const biased = this.add(k, this.constant(1.5 * WHOLE + EXPONENT_BIAS));
    return this.graph.shift('i64x2_shl', MANTISSA_LENGTH, biased);
  }

  mantissa(x: Lanes): Node {
    return this.or(this.and(x, this.constant(MANTISSA_BITS)), this.constant(1));
  }

  exponent(x: Lanes): Node {
    const shifted = this.graph.shift('i64x2_shr_u', MANTISSA_LENGTH, node(x));
    const biased = this.or(shifted, this.constant(WHOLE));
    return this.subtract(biased, this.constant(WHOLE + EXPONENT_BIAS));
  }
}

/** Four float32 numbers of a kernel. */
export class NarrowLanes extends LanesOf implements Narrow {
  constructor(
    graph: KernelGraph,
    private readonly relaxed: boolean,
  ) {
    super(graph, 'float32');
  }

  override add(x: Lanes, y: Lanes): Node {
    if (!this.relaxed) return super.add(x, y);
    const fused = 'f32x4_relaxed_madd';
    return this.withProduct(fused, x, y) ?? this.withProduct(fused, y, x) ?? super.add(x, y);
  }

  override subtract(x: Lanes, y: Lanes): Node {
    if (!this.relaxed) return super.subtract(x, y);
    return this.withProduct('f32x4_relaxed_nmadd', y, x) ?? super.subtract(x, y);
  }

  number(x: Lanes): Lanes {
    return x.truth ? this.and(x, this.constant(1)) : x;
  }

  complement(x: Lanes): Node {
    const { making } = node(x);
    if (making.kind === 'constant') return this.constant(1 - making.value);
    if (isPlainArgument(making)) return this.graph.argument(making.index, 'complement');
    return this.subtract(this.constant(1), x);
  }

  quotient(x: Lanes, y: Lanes): Node {
    const { making } = node(y);
    if (making.kind === 'constant') return this.multiply(x, this.constant(1 / making.value));
    if (!isPlainArgument(making)) return this.divide(x, y);
    return this.multiply(x, this.graph.argument(making.index, 'reciprocal'));
  }

  powerOfTwo(k: Lanes): Node {
    const { WHOLE, EXPONENT_BIAS, MANTISSA_LENGTH } = NARROW;
    const biased = this.add(k, this.constant(1.5 * WHOLE + EXPONENT_BIAS));
    // Two numbers are shifted as one; of what the lower leaves in the upper, ∞ keeps nothing: it has the exponent's bits.
    return this.and(
      this.graph.shift('i64x2_shl', MANTISSA_LENGTH, biased, 'float32'),
      this.constant(Infinity),
    );
  }

  wide(args: readonly Lanes[], of: (wide: Wide, ...args: Lanes[]) => Lanes): Node {
    const [low, high] = this.graph.halves(args as readonly Node[], of);
    const lower = this.narrowed(low);
    return this.graph.shuffle(LOWER_HALVES, lower, low === high ? lower : this.narrowed(high));
  }

  rarely(condition: Lanes, otherwise: Lanes): Node {
    return this.graph.rarely(node(condition), node(otherwise));
  }

  /** Null where the first is no product that changes from block to block. */
  private withProduct(op: VectorOp, product: Lanes, sum: Lanes): Node | null {
    const { making, args, pace } = node(product);
    if (making.kind !== 'vector' || making.op !== 'f32x4_mul' || pace !== PACE.block) return null;
    return this.graph.vector(op, 'float32', [...args, node(sum)]);
  }

  private narrowed(x: Node): Node {
    return this.graph.vector('f32x4_demote_f64x2_zero', 'float32', [x]);
  }
}

function isPlainArgument(making: Making): making is Extract<Making, { kind: 'argument' }> {
  return making.kind === 'argument' && making.as === 'itself';
}
