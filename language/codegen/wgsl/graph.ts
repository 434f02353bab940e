import type { Arithmetic, Lanes, Narrow } from '../../functions/lanes';
import { findFunction } from '../../functions';
import { KernelGraph } from '../wasm/graph';
import { node, type Node } from '../wasm/nodes';

/** Said where a program asks for what shaders cannot do: it then keeps the form of TensorFlow.js. */
export class NoShader extends Error {
  override readonly name = 'NoShader';
}

/** The values of one shader as they are written down: those of a kernel, but all of them float32. */
export class ShaderGraph extends KernelGraph {
  override contribution(
    args: readonly Node[],
    of: (arithmetic: Arithmetic, ...args: Lanes[]) => Lanes,
    about?: number,
  ): [Node, Node] {
    const last = about === undefined ? [] : [this.argument(about)];
    const one = node(of(this.narrow, ...args, ...last));
    return [one, one];
  }

  override write(fn: string, args: readonly Node[], writer: (narrow: Narrow) => Lanes): Node {
    const wgsl = findFunction(fn)?.wgsl ?? null;
    if (wgsl === null) return super.write(fn, args, writer);
    const numbers = args.map((arg) => node(this.narrow.number(arg)));
    return this.make({ kind: 'wgsl', fn }, numbers, 'float32', false);
  }

  override halves(): never {
    throw new NoShader('it is worked out in float64');
  }
}
