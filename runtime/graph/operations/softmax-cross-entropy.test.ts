import { describe, expect, it } from 'vitest';
import { Arena } from '../../../language';
import { compileGraph } from '../../engines/compiled/compile';
import { Workspace } from '../../engines/compiled/workspace';
import { GraphBuilder } from '../builder';
import {
  checkCompiled,
  checkGradient,
  checkLowering,
  evaluate,
} from '../check-operation.test-helper';
import type { OperationCase } from '../check-operation.test-helper';
import { withGradients } from '../gradients';
import { softmaxCrossEntropy } from './softmax-cross-entropy';
import { sum } from './sum';
import { ShapeError } from '../operation';

describe('softmaxCrossEntropy', () => {
  it.each<readonly [string, OperationCase]>([
    [
      'examples',
      {
        operands: [[3, 4], { shape: [3], values: [0, 3, 2], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      },
    ],
    [
      'sequences',
      {
        operands: [[2, 3, 4], { shape: [2, 3], values: [0, 1, 2, 3, 0, 1], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      },
    ],
  ])('has the right gradient and lowers to TensorFlow.js: %s', async (_what, operation) => {
    checkGradient(operation);
    await checkLowering(operation);
  });

  it('is the negative logarithm of the probability', () => {
    const { values } = evaluate({
      operands: [
        { shape: [2, 2], values: [0, 0, 1000, 0] },
        { shape: [2], values: [1, 1], dtype: 'int32' },
      ],
      build: softmaxCrossEntropy,
    });
    const expected = [Math.LN2, 1000];
    expected.forEach((value, i) => expect(values[i]).toBeCloseTo(value, 6));
  });

  it('refuses labels of another shape', () => {
    expect(() =>
      evaluate({
        operands: [[2, 4], { shape: [3], values: [0, 3, 2], dtype: 'int32' }],
        build: softmaxCrossEntropy,
      }),
    ).toThrow(ShapeError);
  });

  it.each([1, 2, 3, 4, 5, 7, 32, 36, 67])('compiles: %i classes', (classes) => {
    for (const shape of [[], [3], [2, 2], [3, 3]]) {
      const count = shape.reduce((a, b) => a * b, 1);
      const values = Array.from({ length: count }, (_, i) => (3 * i + 1) % classes);
      const labels = { shape, values, dtype: 'int32' as const };
      checkCompiled({ operands: [[...shape, classes], labels], build: softmaxCrossEntropy });
    }
  });

  it('compiles so that a label that there is not touches nothing', () => {
    const builder = new GraphBuilder();
    const logits = builder.parameter('logits', [2, 3], 'matrix', { kind: 'zeros' });
    const losses = softmaxCrossEntropy(logits, builder.input('labels', [2], 'int32'));
    builder.output('losses', losses);
    builder.output('loss', sum(losses));
    const graph = withGradients(builder.build());
    const arena = new Arena();
    const [weights, address] = [arena.reserve(24, 'weights'), arena.reserve(24, 'gradients')];
    const compiled = compileGraph(
      {
        graph,
        wanted: [graph.outputs['losses']!],
        weights,
        gradients: { nodes: graph.gradients, address },
      },
      new Workspace(arena),
    );
    compiled.run({ labels: Int32Array.of(1, 1e9) }, { seed: 0, step: 0 });
    const [first, second] = compiled.read(0);
    expect(first).toBeCloseTo(Math.log(3), 6);
    expect(second).toBeNaN();
    const expected = [1 / 3, -2 / 3, 1 / 3, 1 / 3, 1 / 3, 1 / 3];
    expected.forEach((value, i) => expect(arena.floats(address, 6)[i]).toBeCloseTo(value, 6));
  });
});
