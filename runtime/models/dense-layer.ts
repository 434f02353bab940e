import type { Role } from '../../language';
import type { Value } from '../graph/builder';
import type { Initializer } from '../graph/graph';
import { dense } from '../graph/layers';
import { zeros } from './initializers';

interface DenseLayer {
  readonly name: string;
  readonly size: number;
  readonly role?: Role;
  /** From the extent of the last axis of the input. */
  readonly initial: (fanIn: number) => Initializer;
}

/** Adds the parameters `NAME.weight` [in, size] and `NAME.bias` [size], and applies them over the last axis. */
export const denseLayer = (
  x: Value,
  { name, size, role = 'matrix', initial }: DenseLayer,
): Value => {
  const fanIn = x.shape.at(-1)!;
  const weight = x.builder.parameter(`${name}.weight`, [fanIn, size], role, initial(fanIn));
  const bias = x.builder.parameter(`${name}.bias`, [size], 'bias', zeros);
  return dense(x, weight, bias);
};
