import type { Value } from '../graph/builder';
import { add } from '../graph/operations/add';
import { concat } from '../graph/operations/concat';
import { fill } from '../graph/operations/fill';
import { gather } from '../graph/operations/gather';
import { multiply } from '../graph/operations/multiply';
import { reshape } from '../graph/operations/reshape';
import { sigmoid } from '../graph/operations/sigmoid';
import { sliceAxis } from '../graph/operations/slice';
import { subtract } from '../graph/operations/subtract';
import { tanh } from '../graph/operations/tanh';
import { transpose } from '../graph/operations/transpose';
import { dense } from '../graph/layers';
import { denseLayer } from './dense-layer';
import { lecun, zeros } from './initializers';
import { refuse } from './model';
import type { Model } from './model';

const WIDTH = 128;

interface Cell {
  readonly weight: Value;
  readonly bias: Value;
}

/** One step: what the token says [batch, 3 · width] (reset, update, candidate) and the state [batch, width]. */
const stepOf = ({ weight, bias }: Cell, said: Value, state: Value): Value => {
  const recalled = dense(state, weight, bias);
  const gates = sigmoid(
    add(sliceAxis(said, 1, 0, 2 * WIDTH), sliceAxis(recalled, 1, 0, 2 * WIDTH)),
  );
  const reset = sliceAxis(gates, 1, 0, WIDTH);
  const update = sliceAxis(gates, 1, WIDTH, WIDTH);
  const candidate = tanh(
    add(
      sliceAxis(said, 1, 2 * WIDTH, WIDTH),
      multiply(reset, sliceAxis(recalled, 1, 2 * WIDTH, WIDTH)),
    ),
  );
  return add(candidate, multiply(update, subtract(state, candidate)));
};

/**
 * A recurrent network of gated units (Cho et al., 2014, in the form with the reset gate after the product), unrolled
 * over the input's length. The tokens' embedding is their projection onto the gates.
 */
export const gru: Model = {
  name: 'gru',
  title: 'recurrent network of 128 gated units',
  accepts: (input, output) => input.kind === 'tokens' && output.kind === 'sequence',
  build: (tokens, { input, output }) => {
    if (input.kind !== 'tokens' || output.kind !== 'sequence') return refuse('gru');
    const { builder } = tokens;
    const [batch, length] = tokens.shape as [number, number];
    const parameter = builder.parameter.bind(builder);
    const table = parameter(
      'embedding.token',
      [input.vocabulary, 3 * WIDTH],
      'embedding',
      lecun(WIDTH),
    );
    const cell = {
      weight: parameter('cell.weight', [WIDTH, 3 * WIDTH], 'matrix', lecun(WIDTH)),
      bias: parameter('cell.bias', [3 * WIDTH], 'bias', zeros),
    };
    const said = gather(table, transpose(tokens, [1, 0]));
    const states: Value[] = [];
    let state = fill(builder, [batch, WIDTH], 0);
    for (let t = 0; t < length; t++) {
      const now = reshape(sliceAxis(said, 0, t, 1), [batch, 3 * WIDTH]);
      state = stepOf(cell, now, state);
      states.push(reshape(state, [1, batch, WIDTH]));
    }
    const byTime = concat(states as [Value, ...Value[]], 0);
    return denseLayer(transpose(byTime, [1, 0, 2]), {
      name: 'output',
      size: output.size,
      role: 'output',
      initial: lecun,
    });
  },
};
