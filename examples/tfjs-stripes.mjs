// A task of one's own, as an ordinary TensorFlow.js model: are the stripes of a small picture upright or level?
//
//   optiscope train adamw --task examples/tfjs-stripes.mjs
//
// docs/tasks.md says what a module may give.

const SIZE = 8;
const FILTERS = 4;

export default ({ random }) => ({
  inputs: { picture: { shape: [SIZE, SIZE, 1] }, upright: {} },

  // Instead of arrays: how many examples there are, and the batch of some of them, by their numbers.
  train: { count: 1000, batch: (examples) => pictures('train', examples, random) },
  validation: { count: 200, batch: (examples) => pictures('validation', examples, random) },

  steps: 300,
  batch: 32,
  metric: { name: 'accuracy', better: 'higher' },

  // Called once, when the backend is up. Weights that are drawn from the seed make a run repeatable.
  model(tf, { seed }) {
    const drawn = (shape, std, stream) =>
      tf.variable(tf.randomNormal(shape, 0, std, 'float32', seed + stream));
    const filter = drawn([3, 3, 1, FILTERS], 1 / 3, 1);
    const weight = drawn([SIZE * SIZE * FILTERS, 1], 1 / 16, 2);
    const bias = tf.variable(tf.zeros([1]));

    const logits = (picture) => {
      const features = picture.conv2d(filter, 1, 'same').relu();
      return features
        .reshape([-1, SIZE * SIZE * FILTERS])
        .matMul(weight)
        .add(bias)
        .flatten();
    };
    return {
      variables: { 'conv.filter': filter, 'output.weight': weight, 'output.bias': bias },
      // What a variable is for, where its shape does not tell; programs ask for it with role(w).
      roles: { 'output.weight': 'output' },
      loss: ({ picture, upright }) => tf.losses.sigmoidCrossEntropy(upright, logits(picture)),
      metrics: ({ picture, upright }) => ({
        accuracy: tf.equal(logits(picture).greater(0), upright.cast('bool')).mean(),
      }),
    };
  },
});

/** Example after example is drawn from its own number, so that it is the same whenever it is asked for. */
function pictures(part, examples, random) {
  const picture = new Float32Array(examples.length * SIZE * SIZE);
  const upright = new Float32Array(examples.length);
  examples.forEach((example, i) => {
    const draw = random(`${part} ${example}`);
    upright[i] = draw.below(2);
    const phase = draw.below(4);
    for (let at = 0; at < SIZE * SIZE; at++) {
      const across = upright[i] === 1 ? at % SIZE : Math.floor(at / SIZE);
      picture[i * SIZE * SIZE + at] = ((across + phase) % 4 < 2 ? 1 : -1) + draw.normal();
    }
  });
  return { picture, upright };
}
