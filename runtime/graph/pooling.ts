import type { Pooling } from '../kernels/pooling';
import { ShapeError } from './operation';
import { showShape } from './shapes';

export type PoolAttributes = { readonly size: number };

/** The shape of images [batch, height, width, channels] after squares of `size` pixels became one each. */
export const pooledShape = (
  operation: string,
  shape: readonly number[],
  size: number,
): number[] => {
  const [batch, height, width, channels] = shape;
  if (shape.length !== 4 || height! < size || width! < size) {
    throw new ShapeError(
      `${operation}: squares of ${size} × ${size} pixels do not fit images ${showShape(shape)}`,
    );
  }
  return [batch!, Math.floor(height! / size), Math.floor(width! / size), channels!];
};

/** What a kernel takes to pool images of that shape. */
export const poolingOf = (shape: readonly number[], { size }: PoolAttributes): Pooling => {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  return { batch, height, width, channels, size };
};

/** Visits each pooled place with the places of its window in the image, row by row. */
export const eachWindow = (
  shape: readonly number[],
  size: number,
  visit: (place: number, window: readonly number[]) => void,
): void => {
  const [, height, width, channels] = shape as [number, number, number, number];
  const [batch, rows, columns] = pooledShape('pooling', shape, size) as [number, number, number];
  let place = 0;
  for (let n = 0; n < batch; n++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        for (let c = 0; c < channels; c++) {
          const window = Array.from({ length: size * size }, (_, k) => {
            const y = row * size + Math.floor(k / size);
            const x = column * size + (k % size);
            return ((n * height + y) * width + x) * channels + c;
          });
          visit(place++, window);
        }
};
