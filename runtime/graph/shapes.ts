import { ShapeError } from './operation';
import type { TensorType } from './graph';

/** How many numbers a tensor of this shape holds; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** A shape as people read it: `[2, 3]`. */
export const showShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis]);

/** Distance in a row-major buffer between neighbours along each axis. */
export const stridesOf = (shape: readonly number[]): number[] => {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  }
  return strides;
};

/** Where in a buffer the element with these coordinates stands. */
export const placeOf = (coordinates: readonly number[], strides: readonly number[]): number =>
  coordinates.reduce((place, coordinate, axis) => place + coordinate * strides[axis]!, 0);

/**
 * The place in some buffer of each element of a view, in the view's row-major order: element (i, j, …) stands at
 * `start + i·strides[0] + j·strides[1] + …`. Slices, transposes and broadcasts are all such views.
 */
export const positionsOf = (
  shape: readonly number[],
  strides: readonly number[],
  start = 0,
): Int32Array => {
  let positions = Int32Array.of(start);
  shape.forEach((extent, axis) => {
    const finer = new Int32Array(positions.length * extent);
    positions.forEach((position, outer) => {
      for (let i = 0; i < extent; i++) finer[outer * extent + i] = position + i * strides[axis]!;
    });
    positions = finer;
  });
  return positions;
};

/** The shape that both broadcast to, aligned at the last axis. Throws a ShapeError where they do not fit. */
export const broadcastShapes = (
  operation: string,
  a: readonly number[],
  b: readonly number[],
): number[] => {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      throw new ShapeError(
        `${operation}: shapes ${showShape(a)} and ${showShape(b)} do not broadcast together`,
      );
    }
    return left === 1 ? right : left;
  });
};

/** Strides with which a tensor of shape `from` is read as if it had shape `to`: 0 along repeated axes. */
export const broadcastStrides = (from: readonly number[], to: readonly number[]): number[] => {
  const strides = stridesOf(from);
  const missing = to.length - from.length;
  return to.map((_, axis) => {
    const own = axis - missing;
    return own < 0 || from[own] === 1 ? 0 : strides[own]!;
  });
};

/** Axes in [0, rank), ascending, from ones that may count from the end; null means all of them. */
export const normalizeAxes = (
  operation: string,
  axes: readonly number[] | null,
  rank: number,
): number[] => {
  if (axes === null) return Array.from({ length: rank }, (_, axis) => axis);
  const normal = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (normal.some((axis) => axis < 0 || axis >= rank) || new Set(normal).size !== normal.length) {
    throw new ShapeError(
      `${operation}: ${showShape(axes)} are not distinct axes of a tensor of rank ${rank}`,
    );
  }
  return normal;
};

/** Throws a ShapeError unless every input is of the given type of number. */
export const requireType = (
  operation: string,
  dtype: TensorType['dtype'],
  ...inputs: readonly TensorType[]
): void => {
  for (const input of inputs) {
    if (input.dtype !== dtype) {
      throw new ShapeError(
        `${operation}: takes ${dtype}, but got ${input.dtype} ${showShape(input.shape)}`,
      );
    }
  }
};
