// A task of one's own, as an ordinary TensorFlow.js model: are the stripes of a small picture upright or level?
//
//   optiscope train adamw --task examples/tfjs-stripes.mjs
//
// docs/tasks.md says what a module may give.

const SIZE = 8;
const HIDDEN = 32;

export default ({ random }) => ({
  inputs: { picture: { shape: [SIZE * SIZE] }, upright: {} },

  // Instead of arrays: how many examples there are, and the batch of some of them, by their numbers.
  train: { count: 1000, batch: (examples) => pictures('train', examples, random) },
  validation: { count: 200, batch: (examples) => pictures('validation', examples, random) },

  steps: 300,
  batch: 32,
  metric: { name: 'accuracy', better: 'higher' },

  // Called once, when the backend is up. Weights that are drawn from the seed make a run repeatable.
  model(tf, { seed }) {
    const weights = (inputs, units, stream) =>
      tf.variable(tf.randomNormal([inputs, units], 0, inputs ** -0.5, 'float32', seed + stream));
    const hidden = {
      weight: weights(SIZE * SIZE, HIDDEN, 1),
      bias: tf.variable(tf.zeros([HIDDEN])),
    };
    const output = { weight: weights(HIDDEN, 1, 2), bias: tf.variable(tf.zeros([1])) };

    const logits = (picture) => {
      const features = tf.relu(picture.matMul(hidden.weight).add(hidden.bias));
      return features.matMul(output.weight).add(output.bias).flatten();
    };
    return {
      variables: {
        'hidden.weight': hidden.weight,
        'hidden.bias': hidden.bias,
        'output.weight': output.weight,
        'output.bias': output.bias,
      },
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
