import { FunctionCode, MEMORY, OP, VECTOR_MEMORY, type Local } from '../../../language';

/** Further apart than any two addresses in memory are, so that an operand's are known by themselves. */
const SPAN = 2 ** 40;

/** Where the n-th operand of movable code is said to lie; what lies in it, or near it, may be addressed from there. */
export const operandAddress = (n: number): number => (n + 1) * SPAN;

type Stored = 'v128' | 'f32' | 'f64' | 'i32';

/** What scalar stores take from the stack. */
const STORED = new Map<number, Stored>([
  [MEMORY.f32_store, 'f32'],
  [MEMORY.f64_store, 'f64'],
  [MEMORY.i32_store, 'i32'],
]);

/**
 * A function's body whose operands lie where its caller says: its n-th parameter is the address of what is written as
 * lying at `operandAddress(n)`. What is written into it is the same as for operands that stand still.
 */
export class MovableCode extends FunctionCode {
  private readonly kept = new Map<Stored, Local>();

  /** @param operands how many there are */
  constructor(operands: number) {
    super(Array.from({ length: operands }, () => 'i32'));
  }

  override i32(value: number): void {
    const { operand, offset } = partsOf(value);
    if (operand === null) return super.i32(value);
    this.get(operand);
    if (offset !== 0) this.plus(offset);
  }

  override memory(code: Parameters<FunctionCode['memory']>[0], offset: number): void {
    super.memory(code, this.moved(offset, STORED.get(code) ?? null));
  }

  override vectorMemory(code: Parameters<FunctionCode['vectorMemory']>[0], offset: number): void {
    super.vectorMemory(code, this.moved(offset, code === VECTOR_MEMORY.v128_store ? 'v128' : null));
  }

  override laneMemory(
    code: Parameters<FunctionCode['laneMemory']>[0],
    offset: number,
    lane: number,
  ): void {
    super.laneMemory(code, this.moved(offset, 'v128'), lane);
  }

  /**
   * Adds to the address on the stack what is known only when the code runs, and gives the rest.
   *
   * @param above the type of what lies on the stack above the address
   */
  private moved(place: number, above: Stored | null): number {
    const { operand, offset } = partsOf(place);
    if (operand === null) return place;
    const kept = above && this.keeper(above);
    if (kept !== null) this.set(kept);
    this.get(operand);
    this.op(OP.i32_add);
    if (offset < 0) this.plus(offset);
    if (kept !== null) this.get(kept);
    return Math.max(0, offset);
  }

  private plus(offset: number): void {
    super.i32(offset);
    this.op(OP.i32_add);
  }

  private keeper(type: Stored): Local {
    const known = this.kept.get(type);
    if (known !== undefined) return known;
    const local = this.local(type);
    this.kept.set(type, local);
    return local;
  }
}

/** The operand by which a place is given, if it is, and how far from it. */
function partsOf(place: number): { readonly operand: Local | null; readonly offset: number } {
  const nearest = Math.round(place / SPAN);
  return nearest === 0
    ? { operand: null, offset: place }
    : { operand: nearest - 1, offset: place - nearest * SPAN };
}
