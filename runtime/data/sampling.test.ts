import { describe, expect, it } from 'vitest';
import { hashName, normals, uniforms } from '../graph/random';
import { draws, permutation } from './sampling';

describe('draws', () => {
  it('are the numbers of the one generator, one by one', () => {
    const random = draws(2 ** 33 + 5, 'order', 3);
    const all = uniforms({ seed: 2 ** 33 + 5, step: 3, stream: hashName('order') }, 10);
    expect(Array.from({ length: 10 }, () => random.uniform())).toEqual([...all]);
  });

  it('are normal as the generator has it', () => {
    const random = draws(7, 'noise');
    const first = normals({ seed: 7, step: 0, stream: hashName('noise') }, 2)[0];
    expect(random.normal()).toBeCloseTo(first!, 12);
  });

  it('below n cover 0 … n − 1', () => {
    const random = draws(1, 'dice');
    const seen = new Set(Array.from({ length: 200 }, () => random.below(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('permutation', () => {
  it('leaves each number equally often in each place', () => {
    const rounds = 3000;
    const counts = Array.from({ length: 9 }, () => 0);
    for (let i = 0; i < rounds; i++)
      permutation(3, draws(0, 'shuffle', i)).forEach(
        (value, place) => counts[3 * place + value]!++,
      );
    // Four standard deviations of a binomial count with p = 1/3.
    for (const count of counts)
      expect(Math.abs(count - rounds / 3)).toBeLessThan(4 * Math.sqrt((rounds * 2) / 9));
  });
});
