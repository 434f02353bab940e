import type { AreaPainter } from './area-painter';
import type { Range } from './ranges';
import type { LogAxes } from './line';

/** Where a chart's lines are painted. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Takes values to places; those without a place to one that is not finite. */
export interface Scale {
  (value: number): number;
  /** The same for some values of many, at once: a first drawing runs before calls cost nothing. */
  all(values: ArrayLike<number>, indices: Uint32Array, into: Float64Array): void;
}

/** Places on the canvas, in its own pixels. */
export interface Projection extends Box {
  readonly x: Scale;
  readonly y: Scale;
  /** Canvas pixels for one CSS pixel. */
  readonly ratio: number;
  readonly log: boolean;
  /** Where nothing finer than a pixel will ever be seen: paints dense lines. Null for a picture that is kept as strokes. */
  readonly areas: AreaPainter | null;
}

/** How ranges of x and y lie in a box. */
export function projectionOf(
  box: Box,
  ranges: { readonly x: Range; readonly y: Range },
  log: LogAxes,
  ratio: number,
  areas: AreaPainter | null = null,
): Projection {
  return {
    ...box,
    x: scaled(ranges.x, log.x, box.left, box.right),
    y: scaled(ranges.y, log.y, box.bottom, box.top),
    ratio,
    log: log.y,
    areas,
  };
}

/** Takes a range to places between two others. */
function scaled([low, high]: Range, log: boolean, start: number, end: number): Scale {
  if (log) {
    const factor = (end - start) / Math.log(high / low);
    return Object.assign((value: number) => start + Math.log(value / low) * factor, {
      all(values: ArrayLike<number>, indices: Uint32Array, into: Float64Array) {
        for (let k = 0; k < indices.length; k++)
          into[k] = start + Math.log(values[indices[k]!]! / low) * factor;
      },
    });
  }
  const factor = (end - start) / (high - low);
  return Object.assign((value: number) => start + (value - low) * factor, {
    all(values: ArrayLike<number>, indices: Uint32Array, into: Float64Array) {
      for (let k = 0; k < indices.length; k++)
        into[k] = start + (values[indices[k]!]! - low) * factor;
    },
  });
}
