import type { Arithmetic, Lanes, Narrow, Wide } from '../../functions/lanes';
import {
  hashOf,
  isSame,
  node,
  PACE,
  type ArgumentForm,
  type Making,
  type Node,
  type Pace,
  type VectorOp,
  type Width,
} from './nodes';
import { NarrowLanes, WideLanes } from './writing';

/** A power of two, above the number of values of most kernels. */
const BUCKETS = 256;

/** The upper half of a vector in the place of the lower. */
const UPPER_HALF = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];

/** The values of one kernel as they are written down, each once. */
export class KernelGraph {
  /** By the last bits of their hash, those that are alike one behind the other. */
  private readonly nodes = Array<Node | undefined>(BUCKETS);
  private count = 0;
  /** The function that is being written, and its arguments. */
  private written: { readonly fn: string; readonly args: readonly Node[] } | null = null;
  readonly narrow: Narrow;
  readonly wide: Wide = new WideLanes(this);
  /** Functions that are called for rare lanes, with the number of their arguments. */
  readonly called = new Map<string, number>();

  /** @param relaxed whether a product's sum may be rounded once or twice, as the machine does it faster */
  constructor(relaxed = false) {
    this.narrow = new NarrowLanes(this, relaxed);
  }

  load(buffer: number, pace: Pace, width: Width = 'float32'): Node {
    return this.make({ kind: 'load', buffer }, [], width, false, pace);
  }

  argument(index: number, as: ArgumentForm = 'itself'): Node {
    return this.make({ kind: 'argument', index, as }, [], 'float32', false, PACE.kernel);
  }

  constant(value: number, width: Width): Node {
    return this.make({ kind: 'constant', value }, [], width, false, PACE.kernel);
  }

  vector(op: VectorOp, width: Width, args: readonly Node[], truth = false): Node {
    return this.make({ kind: 'vector', op }, args, width, truth);
  }

  shuffle(bytes: readonly number[], x: Node, y: Node): Node {
    return this.make({ kind: 'shuffle', bytes }, [x, y], 'float32', false);
  }

  shift(op: 'i64x2_shl' | 'i64x2_shr_u', by: number, x: Node, width: Width = 'float64'): Node {
    return this.make({ kind: 'shift', op, by }, [x], width, false);
  }

  /** Truth values from numbers. */
  truth(value: Node): Node {
    return value.truth ? value : node(this.narrow.notEqual(value, this.narrow.constant(0)));
  }

  /** What comes of the lower two of four, and of the upper two, in float64. */
  halves(args: readonly Node[], of: (wide: Wide, ...args: Lanes[]) => Lanes): [Node, Node] {
    const low = of(this.wide, ...args.map((x) => this.low(x)));
    return [node(low), node(of(this.wide, ...args.map((x) => this.high(x))))];
  }

  /**
   * What a fold takes from each element: of the lower two of four, and of the upper two.
   *
   * @param about the kernel's argument that comes last, in float64
   */
  contribution(
    args: readonly Node[],
    of: (arithmetic: Arithmetic, ...args: Lanes[]) => Lanes,
    about?: number,
  ): [Node, Node] {
    const last = about === undefined ? [] : [this.exactly(about)];
    return this.halves(args, (wide, ...lanes) => of(wide, ...lanes, ...last));
  }

  /** Writes a function of that name, which may leave rare lanes to its meaning. */
  write(fn: string, args: readonly Node[], writer: (narrow: Narrow) => Lanes): Node {
    this.written = { fn, args };
    return node(writer(this.narrow));
  }

  rarely(condition: Node, otherwise: Node): Node {
    const { fn, args } = this.written!;
    this.called.set(fn, args.length);
    return this.make({ kind: 'rarely', fn }, [condition, otherwise, ...args], 'float32', false);
  }

  /** A number from the kernel's arguments in float64, as good as: in two parts. */
  private exactly(index: number): Lanes {
    const [rounded, lost] = (['itself', 'lost'] as const).map((as) => this.argument(index, as));
    return this.wide.add(this.low(rounded), this.low(lost));
  }

  private low(x: Node): Node {
    return this.vector('f64x2_promote_low_f32x4', 'float64', [x]);
  }

  private high(x: Node): Node {
    return this.low(x.pace < PACE.block ? x : this.shuffle(UPPER_HALF, x, x));
  }

  protected make(
    making: Making,
    args: readonly Node[],
    width: Width,
    truth: boolean,
    pace: Pace = fastest(args),
  ): Node {
    const bucket = hashOf(making, args) & (BUCKETS - 1);
    const first = this.nodes[bucket];
    for (let known = first; known; known = known.next)
      if (isSame(known, making, args, width)) return known;
    const made: Node = { id: this.count++, making, args, width, truth, pace, next: first };
    this.nodes[bucket] = made;
    return made;
  }
}

function fastest(args: readonly Node[]): Pace {
  let pace: Pace = PACE.kernel;
  for (const arg of args) if (arg.pace > pace) pace = arg.pace;
  return pace;
}
