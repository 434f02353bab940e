import { expect, it } from 'vitest';
import { Arena } from '../../language';
import { compileGraph } from '../engines/compiled/compile';
import { Workspace } from '../engines/compiled/workspace';
import { GraphBuilder, type Value } from '../graph/builder';
import { exp, sigmoid, tanh } from '../graph/operations';
import { normals } from '../graph/random';

const COUNT = 100_000;

/** The distance between float32 numbers at this one. */
const unitAt = (value: number): number =>
  2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(value)))) - 23);

/** What a compiled function gives at numbers of all sizes that it does not overflow at. */
function worstUnits(operation: (x: Value) => Value, of: (x: number) => number): number {
  const builder = new GraphBuilder();
  builder.output('result', operation(builder.input('x', [COUNT])));
  const graph = builder.build();
  const arena = new Arena();
  const weights = arena.reserve(0, 'the weights');
  const wanted = [graph.outputs['result']!];
  const compiled = compileGraph({ graph, wanted, weights }, new Workspace(arena));
  const scale = normals({ seed: 4, step: 1, stream: 0 }, COUNT);
  const x = Float32Array.from(normals({ seed: 4, step: 0, stream: 0 }, COUNT), (value, i) =>
    Math.max(-80, Math.min(80, value * 10 ** scale[i]!)),
  );
  compiled.run({ x }, { seed: 0, step: 0 });
  const found = compiled.read(0);
  return x.reduce((worst, value, i) => {
    const right = of(value);
    return Math.max(worst, Math.abs(found[i]! - right) / unitAt(right));
  }, 0);
}

it.each([
  ['exp', exp, Math.exp, 1],
  ['tanh', tanh, Math.tanh, 1.5],
  ['sigmoid', sigmoid, (x: number) => 1 / (1 + Math.exp(-x)), 2.5],
] as const)(
  '%s differs from the true value by few units in the last place',
  (_, operation, of, units) => {
    expect(worstUnits(operation, of)).toBeLessThanOrEqual(units);
  },
);
