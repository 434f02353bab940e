export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Room between a point and the readout about it, in CSS pixels. */
const DISTANCE = 12;

const covers = (box: Box, point: Point): boolean =>
  point.x > box.left - DISTANCE / 2 &&
  point.x < box.left + box.width + DISTANCE / 2 &&
  point.y > box.top - DISTANCE / 2 &&
  point.y < box.top + box.height + DISTANCE / 2;

/**
 * Where the readout of the points at a crosshair goes, within bounds: beside the crosshair, on the right if there is
 * room, else on the left; where neither side has room, along the edge that leaves most points free.
 */
export function placeReadout(
  crosshair: number,
  points: readonly Point[],
  size: Pick<Box, 'width' | 'height'>,
  bounds: Box,
): Pick<Box, 'left' | 'top'> {
  const right = bounds.left + bounds.width - size.width;
  const bottom = bounds.top + bounds.height - size.height;
  const middle = Math.max(bounds.left, Math.min(right, crosshair - size.width / 2));
  const candidates = [
    { left: crosshair + DISTANCE, top: bounds.top },
    { left: crosshair - DISTANCE - size.width, top: bounds.top },
    { left: middle, top: bounds.top },
    { left: middle, top: bottom },
    { left: middle, top: bounds.top - DISTANCE - size.height },
  ].map((place) => ({ ...place, ...size }));
  const fits = (box: Box): boolean => box.left >= bounds.left && box.left <= right;
  const covered = (box: Box): number => points.filter((point) => covers(box, point)).length;
  const best = candidates.filter(fits).reduce((a, b) => (covered(b) < covered(a) ? b : a));
  return { left: best.left, top: best.top };
}
