import { expect, test } from 'vitest';
import { programOf } from '../testing/program-of';
import { GALLERY } from '../testing/programs';
import { findDegrees, isUnknown, type Scaled } from './degrees';

function degreesOf(source: string) {
  const program = programOf(source);
  const update = findDegrees(program).of(program.train.results[0]);
  const show = (by: Scaled) => {
    const { low, high } = update[by];
    if (isUnknown(update[by])) return '?';
    return low === high ? low : `${low}…${high}`;
  };
  return [show('lr'), show('g'), show('w')];
}

test.each([
  ['sgd', [1, 1, 0]],
  ['momentum', [1, 1, 0]],
  ['adamw', [1, 0, '0…1']],
  ['amsgrad', [1, 0, 0]],
  ['rmsprop', [1, 0, 0]],
  ['lion', [1, 0, '0…1']],
])('%s', (name, expected) => {
  const [, source] = GALLERY.find(([known]) => known === name)!;
  expect(degreesOf(source)).toEqual(expected);
});

test.each([
  ['lr twice', 'lr * lr * g', [2, 1, 0]],
  ['lr below', 'g / lr', [-1, 1, 0]],
  ['lr under a root', 'sqrt(lr) * g', [0.5, 1, 0]],
  ['an exponential', 'lr * exp(g)', [1, '?', 0]],
  ['a sign', 'lr * sign(g * w)', [1, 0, 0]],
  ['a trust ratio', 'lr * norm(w) / norm(g) * g', [1, 0, 1]],
  ['an exponent', 'g * step ** lr', ['?', 1, 0]],
])('%s', (_, update, expected) => {
  expect(degreesOf(`def train(w, g, lr):\n  return ${update}\n`)).toEqual(expected);
});
