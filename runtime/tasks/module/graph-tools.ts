import { ROLES, type Role } from '../../../language';
import type { GraphBuilder, Value } from '../../graph/builder';
import type { Initializer, Mode } from '../../graph/graph';
import { dropout } from '../../graph/layers';
import { constant, fill } from '../../graph/operations/index';
import { denseLayer } from '../../models/dense-layer';
import { he, lecun } from '../../models/initializers';
import * as namedOperations from './named-operations';
import { roleOf } from './role';

/** How a parameter starts: filled with a number, with these numbers, or drawn. */
export type Start =
  number | readonly number[] | { readonly normal: number } | { readonly uniform: number };

/** What a module builds its graph with. */
export interface GraphTools extends Readonly<typeof namedOperations> {
  readonly mode: Mode;
  /** Examples in this batch. */
  readonly batch: number;
  /** A trained tensor. Its role follows from its shape and name where it is left out. */
  readonly parameter: (
    name: string,
    shape: readonly number[],
    options?: { readonly start?: Start; readonly role?: Role },
  ) => Value;
  /** A layer of `size` units over the last axis: `NAME.weight` and `NAME.bias`. Two of them need an activation between. */
  readonly dense: (
    x: Value,
    name: string,
    size: number,
    options?: { readonly output?: boolean },
  ) => Value;
  readonly constant: (shape: readonly number[], values: readonly number[]) => Value;
  readonly fill: (shape: readonly number[], value: number) => Value;
  readonly dropout: (x: Value, rate: number) => Value;
}

/** The tools for one graph. */
export function graphTools(builder: GraphBuilder, mode: Mode, batch: number): GraphTools {
  const names = new Set<string>();
  const claim = (name: string): void => {
    if (typeof name !== 'string' || name === '') throw new Error('a parameter needs a name');
    if (names.has(name)) throw new Error(`there are two parameters "${name}"`);
    names.add(name);
  };
  return {
    ...namedOperations,
    mode,
    batch,
    parameter(name, shape, { start = 0, role = roleOf(name, shape) } = {}) {
      claim(name);
      if (!ROLES.includes(role))
        throw new Error(`there is no role "${role}"; there are ${ROLES.join(', ')}`);
      return builder.parameter(name, shape, role, initializerOf(name, shape, start));
    },
    dense(x, name, size, { output = false } = {}) {
      claim(`${name}.weight`);
      const role = output ? 'output' : 'matrix';
      return denseLayer(x, { name, size, role, initial: output ? lecun : he });
    },
    constant: (shape, values) => constant(builder, shape, values),
    fill: (shape, value) => fill(builder, shape, value),
    dropout: (x, rate) => dropout(x, rate, mode),
  };
}

function initializerOf(name: string, shape: readonly number[], start: Start): Initializer {
  if (typeof start === 'number') return { kind: 'constant', value: start };
  if ('normal' in start) return { kind: 'normal', std: start.normal };
  if ('uniform' in start) return { kind: 'uniform', limit: start.uniform };
  const size = shape.reduce((a, b) => a * b, 1);
  if (start.length !== size)
    throw new Error(`"${name}" has ${size} numbers, and starts with ${start.length}`);
  return { kind: 'values', values: [...start] };
}
