import { Bytes } from './bytes';
import {
  TYPE,
  type LANE,
  type LANE_MEMORY,
  type MEMORY,
  type OP,
  type ValueType,
  type VECTOR,
  type VECTOR_MEMORY,
} from './opcodes';

type One<T> = T[keyof T];

const END = 0x0b;
const VECTOR_PREFIX = 0xfd;
const BULK_PREFIX = 0xfc;
const NO_RESULT = 0x40;

/** A local variable of a function: its parameters come first. */
export type Local = number;

/** The body of one function, written instruction by instruction. */
export class Code {
  private readonly body = new Bytes(true);
  private readonly locals: ValueType[] = [];

  constructor(readonly parameters: readonly ValueType[]) {}

  /** A new local, zero until set. */
  local(type: ValueType): Local {
    this.locals.push(type);
    return this.parameters.length + this.locals.length - 1;
  }

  get(local: Local): void {
    this.withNumber(0x20, local);
  }

  set(local: Local): void {
    this.withNumber(0x21, local);
  }

  /** Sets the local and leaves the value. */
  tee(local: Local): void {
    this.withNumber(0x22, local);
  }

  op(code: One<typeof OP>): void {
    this.body.byte(code);
  }

  i32(value: number): void {
    this.body.byte(0x41);
    this.body.signed(value);
  }

  f32(value: number): void {
    this.body.byte(0x43);
    this.body.float32(value);
  }

  f64(value: number): void {
    this.body.byte(0x44);
    this.body.float64(value);
  }

  /** The address lies on the stack. */
  memory(code: One<typeof MEMORY>, offset: number): void {
    this.body.byte(code);
    this.place(offset);
  }

  vector(code: One<typeof VECTOR>): void {
    this.prefixed(code);
  }

  /** The address lies on the stack. */
  vectorMemory(code: One<typeof VECTOR_MEMORY>, offset: number): void {
    this.prefixed(code);
    this.place(offset);
  }

  /** The address and the vector lie on the stack. */
  laneMemory(code: One<typeof LANE_MEMORY>, offset: number, lane: number): void {
    this.prefixed(code);
    this.place(offset);
    this.body.byte(lane);
  }

  /** Target, source and the number of bytes lie on the stack; the two may overlap. */
  copyMemory(): void {
    this.body.byte(BULK_PREFIX);
    this.body.unsigned(10);
    this.body.byte(0);
    this.body.byte(0);
  }

  /** Target, the byte to write and the number of bytes lie on the stack. */
  fillMemory(): void {
    this.body.byte(BULK_PREFIX);
    this.body.unsigned(11);
    this.body.byte(0);
  }

  lane(code: One<typeof LANE>, lane: number): void {
    this.prefixed(code);
    this.body.byte(lane);
  }

  /** The bytes of two vectors on the stack, chosen by number: 0–15 of the first, 16–31 of the second. */
  shuffle(bytes: readonly number[]): void {
    this.prefixed(0x0d);
    bytes.forEach((byte) => this.body.byte(byte));
  }

  /** The same float32 in four lanes. */
  f32x4(value: number): void {
    this.prefixed(0x0c);
    for (let i = 0; i < 4; i++) this.body.float32(value);
  }

  /** The same float64 in two lanes. */
  f64x2(value: number): void {
    this.prefixed(0x0c);
    for (let i = 0; i < 2; i++) this.body.float64(value);
  }

  /** Sixteen bytes. */
  v128(bytes: ArrayLike<number>): void {
    this.prefixed(0x0c);
    for (let i = 0; i < 16; i++) this.body.byte(bytes[i]);
  }

  /** What stands inside `body` can be left at its end by `branch(depth)`. */
  block(body: () => void): void {
    this.nested(0x02, null, body);
  }

  /** `branch` to it starts it again. */
  loop(body: () => void): void {
    this.nested(0x03, null, body);
  }

  /** The condition lies on the stack; each branch leaves a value of that type, if there is one. */
  if(result: ValueType | null, then: () => void, otherwise?: () => void): void {
    this.nested(0x04, result, () => {
      then();
      if (!otherwise) return;
      this.body.byte(0x05);
      otherwise();
    });
  }

  /** Counted from the innermost block, 0. */
  branch(depth: number): void {
    this.withNumber(0x0c, depth);
  }

  /** Branches where the number on the stack is not 0. */
  branchIf(depth: number): void {
    this.withNumber(0x0d, depth);
  }

  call(index: number): void {
    this.withNumber(0x10, index);
  }

  /** Writes it as it stands in the code section. Nothing may be added to it from then on. */
  finish(section: Bytes): void {
    const declared = new Bytes();
    let runs = 0;
    const { locals } = this;
    for (let i = 0; i < locals.length; runs++) {
      const first = i;
      while (i < locals.length && locals[i] === locals[first]) i++;
      declared.unsigned(i - first);
      declared.byte(TYPE[locals[first]]);
    }
    const count = new Bytes();
    count.unsigned(runs);
    section.unsigned(count.length + declared.length + this.body.length + 1);
    section.append(count);
    section.append(declared);
    section.append(this.body);
    section.byte(END);
    this.body.giveBack();
  }

  private nested(code: number, result: ValueType | null, body: () => void): void {
    this.body.byte(code);
    this.body.byte(result ? TYPE[result] : NO_RESULT);
    body();
    this.body.byte(END);
  }

  private withNumber(code: number, number: number): void {
    this.body.byte(code);
    this.body.unsigned(number);
  }

  private prefixed(code: number): void {
    this.body.byte(VECTOR_PREFIX);
    this.body.unsigned(code);
  }

  /** No alignment is promised: flat buffers start anywhere. */
  private place(offset: number): void {
    this.body.byte(0);
    this.body.unsigned(offset);
  }
}
