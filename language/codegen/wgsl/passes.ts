import type { Operand } from '../../ir/program';
import type { BufferRef, Domain } from '../wasm/lower';
import type { Placed } from '../wasm/places';
import { holds, resultOf, type Workings } from '../wasm/workings';
import { NoShader } from './graph';

/**
 * Asks the model at weights that lie at these places in the arena, tensor by tensor; its gradients are queued to be
 * written there at each of `into`, one parameter after the other. Gives the loss.
 */
export type ShaderPasses = (points: readonly number[], into: readonly number[]) => Promise<number>;

/** The passes through the model that a body makes at one level. */
export class PassesOf {
  /** Statements that ask at the same weights share the answer. */
  private readonly asking: readonly (readonly Placed[])[];

  /** @param asks whether a tensor has use for what a statement asks */
  constructor(
    placed: readonly Placed[],
    private readonly workings: Workings,
    private readonly asks: (statement: number, tensor: number) => boolean,
  ) {
    const groups = new Map<string, Placed[]>();
    for (const each of placed) {
      const { guard, args } = each.statement;
      const perTensor = guard !== null && workings.placement.extentOf(guard) !== 'model';
      const key = JSON.stringify([args[0], perTensor ? guard : null]);
      groups.set(key, [...(groups.get(key) ?? []), each]);
      this.refTo(args[0], each);
    }
    this.asking = [...groups.values()];
  }

  async make(ask: ShaderPasses): Promise<void> {
    const { tensors, numbers, buffers, scope } = this.workings;
    for (const group of this.asking) {
      const [first] = group;
      const { id, args } = first.statement;
      const left = tensors.map((_, t) => !this.asks(id, t) || !holds(this.workings, first, t));
      const asked = left.includes(false);
      const at = this.refTo(args[0], first);
      const points = left.map(
        (out, t) => buffers.addressOf(out ? { of: 'input', name: 'w' } : at, scope, t) / 4,
      );
      const gives = (what: 'loss' | 'gradient') =>
        group.filter(({ entry: { meaning } }) => meaning.per === 'pass' && meaning.gives === what);
      const into = gives('gradient').map(
        ({ statement }) => buffers.addressOf(gradientOf(statement.id), scope, 0) / 4,
      );
      const loss = asked ? await ask(points, into) : 0;
      for (const each of gives('loss')) numbers.values[numbers.placeOf(resultOf(each), 0)] = loss;
    }
  }

  private refTo(operand: Operand, { statement: { fn } }: Placed): BufferRef {
    if (operand.from === 'input' && (operand.name === 'w' || operand.name === 'g'))
      return { of: 'input', name: operand.name };
    const extent = this.workings.placement.extentOf(operand) as Domain;
    if (extent === 'elem' && operand.from === 'slot')
      return { of: 'slot', name: operand.name, extent };
    if (extent === 'elem' && operand.from === 'statement')
      return { of: 'statement', id: operand.id, extent };
    // Weights that are alike in a row, or everywhere.
    throw new NoShader(fn);
  }
}

const gradientOf = (id: number): BufferRef => ({ of: 'statement', id, extent: 'elem' });
