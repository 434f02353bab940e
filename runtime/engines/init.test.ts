import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Initializer } from '../graph/graph';
import { initialWeights } from './init';

const weightsOf = (parameters: readonly (readonly [string, Initializer])[], seed = 1) => {
  const builder = new GraphBuilder();
  for (const [name, initializer] of parameters) {
    builder.parameter(name, [100, 50], 'matrix', initializer);
  }
  return initialWeights(builder.build(), seed);
};

const normal: Initializer = { kind: 'normal', std: 0.02 };

describe('initialWeights', () => {
  it('depends on the seed and the parameter’s name, not on its place in the model', () => {
    const [a, b] = weightsOf([
      ['a', normal],
      ['b', normal],
    ]);
    const [bAlone] = weightsOf([['b', normal]]);
    expect(bAlone).toEqual(b);
    expect(a).not.toEqual(b);
    expect(weightsOf([['b', normal]], 2)[0]).not.toEqual(b);
  });

  it('draws what the initializer says', () => {
    const [spread, flat, ones, zeros] = weightsOf([
      ['normal', normal],
      ['uniform', { kind: 'uniform', limit: 0.5 }],
      ['ones', { kind: 'constant', value: 1 }],
      ['zeros', { kind: 'zeros' }],
    ]) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const deviation = Math.sqrt(spread.reduce((total, v) => total + v * v, 0) / spread.length);
    expect(deviation).toBeCloseTo(0.02, 3);
    expect(Math.max(...flat)).toBeLessThanOrEqual(0.5);
    expect(Math.min(...flat)).toBeGreaterThanOrEqual(-0.5);
    expect(Math.max(...flat) - Math.min(...flat)).toBeGreaterThan(0.99);
    expect(new Set(ones)).toEqual(new Set([1]));
    expect(new Set(zeros)).toEqual(new Set([0]));
  });

  it('takes values as they are given', () => {
    const builder = new GraphBuilder();
    builder.parameter('x', [2], 'vector', { kind: 'values', values: [-1.5, 2] });
    expect(initialWeights(builder.build(), 1)).toEqual([Float32Array.of(-1.5, 2)]);
  });
});
