import type { Lanes } from '../../functions/lanes';
import { VECTOR } from '../../webassembly';

export type Width = Lanes['width'];
export type VectorOp = keyof typeof VECTOR;

/** How often a value changes: never within a kernel, from row to row, or from block to block of four elements. */
export const PACE = { kernel: 0, row: 1, block: 2 } as const;
export type Pace = (typeof PACE)[keyof typeof PACE];

/** What a node of a kernel's graph is. */
export type Making =
  | { readonly kind: 'constant'; readonly value: number }
  /** A number from the kernel's arguments: as it is, 1 minus it, 1 divided by it, or what is lost of it when it is rounded to float32. */
  | { readonly kind: 'argument'; readonly index: number; readonly as: ArgumentForm }
  /** A block from a buffer; where the buffer has one number a row, or one for all, that number four times. */
  | { readonly kind: 'load'; readonly buffer: number }
  | { readonly kind: 'vector'; readonly op: VectorOp }
  | { readonly kind: 'shuffle'; readonly bytes: readonly number[] }
  | { readonly kind: 'shift'; readonly op: 'i64x2_shl' | 'i64x2_shr_u'; readonly by: number }
  /** Lane by lane by an imported function where the first argument holds, else the second; the rest are its arguments. */
  | { readonly kind: 'rarely'; readonly fn: string }
  /** By the function's own expression in WGSL; never in WebAssembly. */
  | { readonly kind: 'wgsl'; readonly fn: string };

export type ArgumentForm = 'itself' | 'complement' | 'reciprocal' | 'lost';

/** One value of a kernel. Equal values are one node. */
export interface Node extends Lanes {
  readonly id: number;
  readonly making: Making;
  readonly args: readonly Node[];
  readonly pace: Pace;
  /** Another node of its graph, whose hash is alike. */
  readonly next: Node | undefined;
}

export const node = (lanes: Lanes): Node => lanes as Node;

/** Equal for equal values, and seldom for others. */
export function hashOf(making: Making, args: readonly Node[]): number {
  let hash = codeOf(making);
  for (const { id } of args) hash = (Math.imul(hash, 31) + id + 1) | 0;
  // The low bits tell nodes apart where the high ones do.
  return hash ^ (hash >>> 15);
}

function codeOf(making: Making): number {
  switch (making.kind) {
    case 'constant':
      return Math.trunc(making.value * 65_537) | 0;
    case 'argument':
      return making.index + 1000;
    case 'load':
      return making.buffer + 2000;
    case 'vector':
    case 'shift':
      return VECTOR[making.op];
    case 'shuffle':
      return making.bytes[0];
    case 'rarely':
    case 'wgsl':
      return making.fn.length;
  }
}

function isMadeAlike(a: Making, b: Making): boolean {
  switch (a.kind) {
    case 'constant':
      return b.kind === 'constant' && Object.is(a.value, b.value);
    case 'argument':
      return b.kind === 'argument' && a.index === b.index && a.as === b.as;
    case 'load':
      return b.kind === 'load' && a.buffer === b.buffer;
    case 'vector':
      return b.kind === 'vector' && a.op === b.op;
    case 'shift':
      return b.kind === 'shift' && a.op === b.op && a.by === b.by;
    case 'shuffle':
      return b.kind === 'shuffle' && a.bytes === b.bytes;
    case 'rarely':
    case 'wgsl':
      return b.kind === a.kind && a.fn === b.fn;
  }
}

function areSame(a: readonly Node[], b: readonly Node[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Whether both are the same value. */
export const isSame = (a: Node, making: Making, args: readonly Node[], width: Width): boolean =>
  a.width === width && isMadeAlike(a.making, making) && areSame(a.args, args);
