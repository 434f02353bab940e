import { findFunction } from '../../functions';
import type { ArgumentForm, Node } from '../wasm/nodes';
import { NoShader } from './graph';

/** Where a shader comes by what its values are made of: expressions of WGSL. */
export interface Places {
  readonly load: (buffer: number) => string;
  readonly argument: (index: number, as: ArgumentForm) => string;
}

const INFIX: Readonly<Record<string, string>> = {
  f32x4_add: '+',
  f32x4_sub: '-',
  f32x4_mul: '*',
  f32x4_div: '/',
  f32x4_eq: '==',
  f32x4_ne: '!=',
  f32x4_lt: '<',
  f32x4_le: '<=',
};

const CALLED: Readonly<Record<string, string>> = {
  f32x4_min: 'min',
  f32x4_max: 'max',
  f32x4_pmin: 'min',
  f32x4_pmax: 'max',
  f32x4_abs: 'abs',
  f32x4_sqrt: 'sqrt',
  f32x4_floor: 'floor',
  f32x4_nearest: 'round',
};

/** Values as lines of WGSL, each once, what they are made of before them. */
export class Expressions {
  private readonly names = new Map<Node, string>();
  readonly lines: string[] = [];
  /** Functions of the language that are called. */
  readonly called = new Set<string>();

  constructor(private readonly places: Places) {}

  /** The name of a value. */
  of(value: Node): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const text = this.make(value);
    const name = `v${this.names.size}`;
    this.lines.push(`let ${name}: ${value.truth ? 'bool' : 'f32'} = ${text};`);
    this.names.set(value, name);
    return name;
  }

  private make({ making, args, width, truth }: Node): string {
    if (width === 'float64') throw new NoShader('it is worked out in float64');
    switch (making.kind) {
      case 'constant':
        return literal(making.value);
      case 'argument':
        return this.places.argument(making.index, making.as);
      case 'load':
        return this.places.load(making.buffer);
      case 'wgsl':
        this.called.add(making.fn);
        return `${shaderName(making.fn)}(${args.map((arg) => this.of(arg)).join(', ')})`;
      case 'vector':
        return this.vector(making.op, args, truth);
      default:
        throw new NoShader(`it needs ${making.kind}`);
    }
  }

  private vector(op: string, args: readonly Node[], truth: boolean): string {
    const [x, y, mask] = args;
    const infix = INFIX[op];
    if (infix) return `${this.of(x)} ${infix} ${this.of(y)}`;
    const called = CALLED[op];
    if (called) return `${called}(${args.map((arg) => this.of(arg)).join(', ')})`;
    switch (op) {
      case 'f32x4_neg':
        return `-${this.of(x)}`;
      case 'v128_not':
        if (truth) return `!${this.of(x)}`;
        break;
      case 'v128_or':
        if (truth) return `${this.of(x)} || ${this.of(y)}`;
        break;
      case 'v128_and':
        if (truth) return `${this.of(x)} && ${this.of(y)}`;
        if (x.truth) return `select(0.0, ${this.of(y)}, ${this.of(x)})`;
        return `bitcast<f32>(${this.bits(x)} & ${this.bits(y)})`;
      case 'v128_bitselect':
        if (mask.truth) return `select(${this.of(y)}, ${this.of(x)}, ${this.of(mask)})`;
        return `bitcast<f32>((${this.bits(x)} & ${this.bits(mask)}) | (${this.bits(y)} & ~${this.bits(mask)}))`;
    }
    throw new NoShader(`it needs ${op}`);
  }

  /** The bits of a number. What is shifted stays bits: as a number it may be a NaN, whose bits need not stay. */
  private bits(value: Node): string {
    const { making } = value;
    if (making.kind === 'constant') {
      const [word] = new Uint32Array(Float32Array.of(making.value).buffer);
      return `0x${word.toString(16)}u`;
    }
    // Two numbers are shifted as one there; what the lower leaves in the upper is never used.
    if (making.kind === 'shift' && making.op === 'i64x2_shl')
      return `(${this.bits(value.args[0])} << ${making.by}u)`;
    return `bitcast<u32>(${this.of(value)})`;
  }
}

/** The name of the WGSL function that stands for one of the language. */
const shaderName = (fn: string): string => `fn_${fn}`;

/** A function of the language in WGSL, by its entry's expression. */
export function shaderFunction(fn: string): string {
  const entry = findFunction(fn)!;
  const parameters = entry.signature.arguments.map((_, i) => `${'xy'[i]}: f32`);
  return `fn ${shaderName(fn)}(${parameters.join(', ')}) -> f32 {\n  return ${entry.wgsl};\n}`;
}

/** A float32 as WGSL writes it. */
function literal(value: number): string {
  const rounded = Math.fround(value);
  if (!Number.isFinite(rounded)) throw new NoShader('it has a number that float32 has not');
  return Object.is(rounded, -0) ? '-0.0f' : `${rounded}f`;
}
