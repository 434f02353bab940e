import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline';

describe('a sparkline', () => {
  it('goes from the lowest to the highest value', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 16)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([1, 0.25, 0.5, 0], 16)).toBe('█▃▅▁');
  });

  it('takes the mean of what has no room of its own', () => {
    expect(sparkline([0, 0, 0, 8, 8, 8], 2)).toBe('▁█');
    expect(sparkline(new Float32Array(1000).fill(1, 500), 4)).toBe('▁▁██');
  });

  it('is level where nothing moves, and marks where nothing is finite', () => {
    expect(sparkline([3, 3, 3], 16)).toBe('▁▁▁');
    expect(sparkline([0, 1, NaN, Infinity], 16)).toBe('▁█××');
    expect(sparkline([0, NaN, 1, NaN], 2)).toBe('▁█');
    expect(sparkline([NaN], 16)).toBe('×');
    expect(sparkline([], 16)).toBe('');
  });

  it('has a character for each point that has room, whatever the values are', () => {
    const float32 = fc.float32Array({ maxLength: 100 });
    fc.assert(
      fc.property(float32, fc.integer({ min: 1, max: 30 }), (values, width) => {
        const text = sparkline(values, width);
        expect(text).toMatch(/^[▁▂▃▄▅▆▇█×]*$/);
        expect([...text]).toHaveLength(Math.min(values.length, width));
      }),
      { seed: 1 },
    );
  });
});
