import type { FunctionCode, Lanes, ModuleBuilder, Narrow } from '../../language';
import type { Attributes, TensorType } from './graph';

/**
 * How operations become WebAssembly. All sizes and addresses are known when a graph is compiled, so that they stand
 * in the code as constants.
 */

/** A tensor with its place in memory, row-major; of float32 or int32 numbers, which may start at any byte. */
export interface PlacedTensor extends TensorType {
  readonly address: number;
}

/** Where a routine is written, and with what. */
export interface RoutineSite<A extends Attributes = Attributes> {
  /** The body of a function without parameters and results. */
  readonly code: FunctionCode;
  readonly inputs: readonly PlacedTensor[];
  /** Holds anything at first, and is never one of the inputs. Nothing may be written beyond its end. */
  readonly result: PlacedTensor;
  /** The address of the bytes that `scratch` asked for. */
  readonly scratch: number;
  readonly attributes: A;
  /** The module's function of that key; the first who asks for it adds it to the module. */
  readonly shared: (key: string, add: (module: ModuleBuilder) => number) => number;
}

/**
 * Element by element, from numbers of the inputs that broadcast to the result's shape; int32 inputs come as float32
 * numbers. Chains of such operations are worked out together, in one pass over memory.
 */
export interface ElementLowering<A extends Attributes> {
  readonly kind: 'elements';
  readonly of: (narrow: Narrow, inputs: readonly Lanes[], attributes: A) => Lanes;
}

/** A function of its own, written for one node. Up to 16 bytes beyond any tensor may be read. */
export interface RoutineLowering<A extends Attributes> {
  readonly kind: 'routine';
  /** Bytes of memory that it needs while it runs; none when left out. */
  readonly scratch?: (inputs: readonly TensorType[], attributes: A, result: TensorType) => number;
  readonly write: (site: RoutineSite<A>) => void;
  /** Floating-point operations of a product; left out where reading and writing the numbers takes the time. */
  readonly operations?: (
    inputs: readonly TensorType[],
    attributes: A,
    result: TensorType,
  ) => number;
  /**
   * Cuts it into at most so many parts that several threads may do at once, each of which writes numbers of its own,
   * the same as the whole would write there to the bit. Left out where it cannot be cut.
   */
  readonly cut?: (
    inputs: readonly TensorType[],
    attributes: A,
    result: TensorType,
    most: number,
  ) => readonly RoutinePart<A>[];
}

/** Like a routine as a whole; its site has the whole operands, and scratch memory of its own. */
export interface RoutinePart<A extends Attributes = Attributes> {
  readonly scratch: number;
  readonly write: (site: RoutineSite<A>) => void;
}

export type Lowering<A extends Attributes = Attributes> =
  | ElementLowering<A>
  | RoutineLowering<A>
  /** The input's numbers, where they are. */
  | { readonly kind: 'view' }
  /**
   * Without inputs: the float64 reference fills it in, once when the graph is compiled, or before each step where it
   * is random.
   */
  | { readonly kind: 'given' };

/** An operation that is worked out element by element. */
export const elements = <A extends Attributes>(
  of: ElementLowering<A>['of'],
): ElementLowering<A> => ({ kind: 'elements', of });

/** Calls a function of the module, which is added when it is first asked for, with addresses. */
export function callShared(
  { code, shared }: Pick<RoutineSite, 'code' | 'shared'>,
  key: string,
  add: (module: ModuleBuilder) => number,
  addresses: readonly number[],
): void {
  addresses.forEach((address) => code.i32(address));
  code.call(shared(key, add));
}
