import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Operation } from '../graph/operation';
import { workPerStep } from './work';

/** An operation of which only the result's shape matters. */
const shaped = (shape: readonly number[]): Operation => ({
  name: 'shaped',
  type: () => ({ shape, dtype: 'float32' }),
  gradient: null,
  reference: () => new Float64Array(0),
  tfjs: () => {
    throw new Error('never run');
  },
  compiled: { kind: 'view' },
});

function workOf(
  result: readonly number[],
  parameter: readonly number[],
  role: 'matrix' | 'embedding' | 'conv',
) {
  const builder = new GraphBuilder();
  const x = builder.input('x', [1]);
  const w = builder.parameter('w', parameter, role, { kind: 'zeros' });
  builder.apply(shaped(result), [x, w], {});
  return workPerStep(builder.build());
}

describe('workPerStep', () => {
  it('counts a dense layer as three matrix products', () => {
    expect(workOf([64, 32], [784, 32], 'matrix')).toBe(3 * 2 * 64 * 784 * 32);
  });

  it('counts a convolution by window and channels', () => {
    expect(workOf([8, 14, 14, 32], [3, 3, 16, 32], 'conv')).toBe(
      3 * 2 * 8 * 14 * 14 * 32 * 3 * 3 * 16,
    );
  });

  it('takes a look-up for free', () => {
    expect(workOf([64, 16, 32], [100, 32], 'embedding')).toBe(0);
  });
});
