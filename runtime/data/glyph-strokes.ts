/** A point of the unit square, x to the right, y down. */
export type Point = readonly [x: number, y: number];

/** A pen's way without lifting. */
export type Stroke = readonly Point[];

/** Straight pieces that stand for a full turn of an ellipse. */
const PIECES_PER_TURN = 12;

/** An arc of an ellipse; turns are counted clockwise on the page from the three o'clock position. */
function arc(centre: Point, radii: Point, from: number, to: number): Stroke {
  const pieces = Math.max(2, Math.ceil(Math.abs(to - from) * PIECES_PER_TURN));
  return Array.from({ length: pieces + 1 }, (_, i) => {
    const angle = 2 * Math.PI * (from + ((to - from) * i) / pieces);
    return [centre[0] + radii[0] * Math.cos(angle), centre[1] + radii[1] * Math.sin(angle)];
  });
}

/** How the digits 0 … 9 are drawn, upright and centred. */
export const DIGIT_STROKES: readonly (readonly Stroke[])[] = [
  [arc([0.5, 0.5], [0.24, 0.36], 0, 1)],
  [
    [
      [0.36, 0.26],
      [0.54, 0.14],
      [0.54, 0.86],
    ],
  ],
  [[...arc([0.5, 0.34], [0.22, 0.2], -0.5, 0.1), [0.28, 0.86], [0.74, 0.86]]],
  [arc([0.47, 0.32], [0.22, 0.18], -0.45, 0.25), arc([0.47, 0.68], [0.25, 0.18], -0.25, 0.45)],
  [
    [
      [0.6, 0.86],
      [0.6, 0.14],
      [0.26, 0.62],
      [0.76, 0.62],
    ],
  ],
  [
    [
      [0.7, 0.14],
      [0.34, 0.14],
      [0.31, 0.46],
    ],
    arc([0.46, 0.64], [0.25, 0.22], -0.36, 0.4),
  ],
  [
    arc([0.5, 0.65], [0.22, 0.21], 0, 1),
    [
      [0.62, 0.14],
      [0.4, 0.34],
      [0.28, 0.65],
    ],
  ],
  [
    [
      [0.26, 0.14],
      [0.74, 0.14],
      [0.42, 0.86],
    ],
  ],
  [arc([0.5, 0.32], [0.19, 0.18], 0, 1), arc([0.5, 0.68], [0.23, 0.18], 0, 1)],
  [
    arc([0.5, 0.35], [0.22, 0.21], 0, 1),
    [
      [0.72, 0.35],
      [0.6, 0.66],
      [0.4, 0.86],
    ],
  ],
];
