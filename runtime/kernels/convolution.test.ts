import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forEachProduct, geometryOf, type Geometry } from '../graph/convolution';
import {
  convolutionFunction,
  convolutionScratch,
  filterGradientFunction,
  filterGradientScratch,
  inputGradientFunction,
  inputGradientScratch,
} from './convolution';
import { ROUNDOFF, runKernel, someNumbers } from './run-kernel.test-helper';

interface Place {
  readonly image: number;
  readonly filter: number;
  readonly result: number;
}

/** One of the three products of a convolution: which two lists go into which third. */
interface Direction {
  readonly left: keyof Place;
  readonly right: keyof Place;
  readonly into: keyof Place;
  readonly write: typeof convolutionFunction;
  readonly scratch: typeof convolutionScratch;
}

const DIRECTIONS: readonly Direction[] = [
  {
    left: 'image',
    right: 'filter',
    into: 'result',
    write: convolutionFunction,
    scratch: convolutionScratch,
  },
  {
    left: 'result',
    right: 'filter',
    into: 'image',
    write: inputGradientFunction,
    scratch: inputGradientScratch,
  },
  {
    left: 'result',
    right: 'image',
    into: 'filter',
    write: filterGradientFunction,
    scratch: filterGradientScratch,
  },
];

/** In float64, with the number of products and Σ |aₖ·bₖ|, which bound the error of float32. */
function expected(g: Geometry, lists: Readonly<Record<keyof Place, Float32Array>>, way: Direction) {
  const found = Array.from(lists[way.into], () => ({ value: 0, size: 0, count: 0 }));
  forEachProduct(g, (image, filter, result) => {
    const at = { image, filter, result };
    const product = lists[way.left][at[way.left]]! * lists[way.right][at[way.right]]!;
    const sum = found[at[way.into]]!;
    sum.value += product;
    sum.size += Math.abs(product);
    sum.count++;
  });
  return found;
}

function check(g: Geometry): void {
  const count = {
    image: g.batch * g.height * g.width * g.inChannels,
    filter: g.filterHeight * g.filterWidth * g.inChannels * g.outChannels,
    result: g.batch * g.rows.out * g.columns.out * g.outChannels,
  };
  const lists = {
    image: someNumbers(count.image, 1),
    filter: someNumbers(count.filter, 2),
    result: someNumbers(count.result, 3),
  };
  for (const way of DIRECTIONS) {
    const found = runKernel({
      write: (module) => way.write(module, g),
      operands: [lists[way.left], lists[way.right]],
      result: new Float32Array(count[way.into]),
      scratchBytes: way.scratch(g),
    });
    // Each of k products and k sums rounds once; zeros from the padding add nothing.
    const beyond = expected(g, lists, way).filter(
      ({ value, size, count: k }, i) => !(Math.abs(found[i]! - value) <= 2 * k * ROUNDOFF * size),
    );
    expect(beyond).toEqual([]);
  }
}

const small = fc.integer({ min: 1, max: 3 });
const channels = fc.constantFrom(1, 2, 3, 4, 5, 8, 9, 16);

const geometry = fc
  .record({
    batch: small,
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
    inChannels: channels,
    outChannels: channels,
    filterHeight: small,
    filterWidth: small,
    stride: small,
    padding: fc.constantFrom('same' as const, 'valid' as const),
  })
  .filter((g) => g.padding === 'same' || (g.height >= g.filterHeight && g.width >= g.filterWidth))
  .map((g) =>
    geometryOf(
      'conv2d',
      [g.batch, g.height, g.width, g.inChannels],
      [g.filterHeight, g.filterWidth, g.inChannels, g.outChannels],
      g,
    ),
  );

describe('a convolution and its gradients', () => {
  it('are sums over windows, of any extents', () => {
    fc.assert(fc.property(geometry, check), { seed: 3, numRuns: 40 });
  }, 60_000);

  it('need little memory however many images there are', () => {
    const many = geometryOf('conv2d', [4096, 28, 28, 16], [3, 3, 16, 32], {
      stride: 1,
      padding: 'same',
    });
    for (const { scratch } of DIRECTIONS) expect(scratch(many)).toBeLessThan(2 ** 18);
  });
});
