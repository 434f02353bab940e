// A task of one's own, as a graph: which of two interleaved half circles does a point belong to?
//
//   optiscope train lion --task examples/two-moons.mjs
//
// docs/tasks.md says what a module may give.

export default ({ random }) => ({
  description: '800 points on two interleaved half circles, 200 more for validation.',

  // What each example has; a batch has one more axis in front.
  inputs: { point: { shape: [2] }, moon: { dtype: 'int32' } },

  // An array for each input, one example after the other. The order of training follows from the run's seed.
  train: moons(800, random('train')),
  validation: moons(200, random('validation')),

  steps: 600,
  batch: 32,
  metric: { name: 'accuracy', better: 'higher' },

  // Called with the inputs of one batch. Everything that it returns is a mean over the batch.
  graph({ point, moon }, { dense, relu, softmaxCrossEntropy, mean, equal, argmax }) {
    const hidden = relu(dense(point, 'hidden', 16));
    const logits = dense(hidden, 'output', 2, { output: true });
    return {
      loss: mean(softmaxCrossEntropy(logits, moon)),
      accuracy: mean(equal(argmax(logits), moon)),
    };
  },
});

function moons(count, draw) {
  const point = new Float32Array(2 * count);
  const moon = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    moon[i] = draw.below(2);
    const angle = Math.PI * draw.uniform();
    const [x, y] = moon[i] === 0 ? [0, 0] : [1, 0.5];
    const side = moon[i] === 0 ? 1 : -1;
    point[2 * i] = x + side * Math.cos(angle) + 0.1 * draw.normal();
    point[2 * i + 1] = y + side * Math.sin(angle) + 0.1 * draw.normal();
  }
  return { point, moon };
}
