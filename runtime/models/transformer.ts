import type { Value } from '../graph/builder';
import type { Initializer } from '../graph/graph';
import { layerNorm } from '../graph/layers';
import { add } from '../graph/operations/add';
import { causalMask } from '../graph/operations/causal-mask';
import { gather } from '../graph/operations/gather';
import { gelu } from '../graph/operations/gelu';
import { matmul } from '../graph/operations/matmul';
import { multiply } from '../graph/operations/multiply';
import { reshape } from '../graph/operations/reshape';
import { sliceAxis } from '../graph/operations/slice';
import { softmax } from '../graph/operations/softmax';
import { transpose } from '../graph/operations/transpose';
import { denseLayer } from './dense-layer';
import { lecun, ones, zeros } from './initializers';
import { refuse } from './model';
import type { Model } from './model';

const BLOCKS = 2;
const WIDTH = 64;
const HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;
const MLP_FACTOR = 4;

const embeddingInitial: Initializer = { kind: 'normal', std: 0.02 };

/** What goes back into the residual stream starts smaller, the more often it is added (Radford et al., 2019). */
const residual = (fanIn: number): Initializer => ({
  kind: 'normal',
  std: Math.sqrt(1 / (2 * BLOCKS * fanIn)),
});

const norm = (x: Value, name: string): Value =>
  layerNorm(
    x,
    x.builder.parameter(`${name}.gain`, [WIDTH], 'norm', ones),
    x.builder.parameter(`${name}.bias`, [WIDTH], 'norm', zeros),
  );

/** Causal self-attention over x [batch, length, width], all heads at once. */
const attention = (x: Value, name: string): Value => {
  const [batch, length] = x.shape as [number, number, number];
  const joint = denseLayer(x, { name: `${name}.qkv`, size: 3 * WIDTH, initial: lecun });
  const flat = reshape(joint, [batch * length, 3 * WIDTH]);
  const [queries, keys, values] = [0, 1, 2].map((part) => {
    const all = reshape(sliceAxis(flat, 1, part * WIDTH, WIDTH), [
      batch,
      length,
      HEADS,
      HEAD_WIDTH,
    ]);
    return reshape(transpose(all, [0, 2, 1, 3]), [batch * HEADS, length, HEAD_WIDTH]);
  }) as [Value, Value, Value];
  const scaled = multiply(queries, 1 / Math.sqrt(HEAD_WIDTH));
  const scores = add(matmul(scaled, keys, { transposeB: true }), causalMask(x.builder, length));
  const seen = matmul(softmax(scores), values);
  const joined = transpose(reshape(seen, [batch, HEADS, length, HEAD_WIDTH]), [0, 2, 1, 3]);
  return denseLayer(reshape(joined, [batch, length, WIDTH]), {
    name: `${name}.out`,
    size: WIDTH,
    initial: residual,
  });
};

const feedForward = (x: Value, name: string): Value => {
  const hidden = denseLayer(x, {
    name: `${name}.in`,
    size: MLP_FACTOR * WIDTH,
    initial: lecun,
  });
  return denseLayer(gelu(hidden), { name: `${name}.out`, size: WIDTH, initial: residual });
};

const block = (x: Value, name: string): Value => {
  const attended = add(x, attention(norm(x, `${name}.norm1`), `${name}.attention`));
  return add(attended, feedForward(norm(attended, `${name}.norm2`), `${name}.mlp`));
};

/**
 * A decoder-only transformer: learned positions, two blocks of width 64 with four heads, each normalised before
 * attention and before a GELU layer of four times the width; as many positions as the input is long.
 */
export const transformer: Model = {
  name: 'transformer',
  title: 'decoder-only transformer of two blocks',
  accepts: (input, output) => input.kind === 'tokens' && output.kind === 'sequence',
  build: (tokens, { input, output }) => {
    if (input.kind !== 'tokens' || output.kind !== 'sequence') return refuse('transformer');
    const { builder } = tokens;
    const table = builder.parameter(
      'embedding.token',
      [input.vocabulary, WIDTH],
      'embedding',
      embeddingInitial,
    );
    const positions = builder.parameter(
      'embedding.position',
      [input.length, WIDTH],
      'embedding',
      embeddingInitial,
    );
    let x = add(gather(table, tokens), positions);
    for (let i = 1; i <= BLOCKS; i++) x = block(x, `block${i}`);
    return denseLayer(norm(x, 'norm'), {
      name: 'output',
      size: output.size,
      role: 'output',
      initial: lecun,
    });
  },
};
