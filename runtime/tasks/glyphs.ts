import { DIGIT_STROKES, type Point } from '../data/glyph-strokes';
import { dataHash } from '../data/hash';
import { draws, type Draws } from '../data/sampling';
import { rowsOf, supervised, type Examples } from './supervised';
import type { Task } from './task';

const TRAIN = 6000;
const VALIDATION = 1000;
/** Pixels a side. */
const SIZE = 16;
const CLASSES = DIGIT_STROKES.length;

/** How far a drawing may differ from its template: limits of uniform draws. */
const DISTORTION = { turn: 0.3, shear: 0.3, scale: 0.2, shift: 0.08, wobble: 0.04 };
/** Half the pen's width, in parts of the image's side. */
const PEN = { thinnest: 0.035, thickest: 0.075 };
/** Limit of what is added to each pixel; ink is 1, paper 0. */
const NOISE = 0.4;
/** Brings pixels, of which about a fifth are ink, near mean 0 and standard deviation 1. */
const PIXEL_MEAN = 0.2;
const PIXEL_STD = 0.42;

/** A random affine map about the middle of the image, with each corner of a stroke moved a little besides. */
function distortion(random: Draws): (point: Point) => Point {
  const within = (limit: number): number => (2 * random.uniform() - 1) * limit;
  const turn = within(DISTORTION.turn);
  const shear = within(DISTORTION.shear);
  const [scaleX, scaleY] = [1 + within(DISTORTION.scale), 1 + within(DISTORTION.scale)];
  const [shiftX, shiftY] = [within(DISTORTION.shift), within(DISTORTION.shift)];
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return ([px, py]) => {
    const y = (py - 0.5) * scaleY + within(DISTORTION.wobble);
    const x = (px - 0.5) * scaleX + shear * y + within(DISTORTION.wobble);
    return [cos * x - sin * y + 0.5 + shiftX, sin * x + cos * y + 0.5 + shiftY];
  };
}

/** A straight piece of a stroke: from (x, y), by (dx, dy), with the inverse of its squared length. */
interface Segment {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  readonly inverse: number;
}

function segmentsOf(digit: number, distort: (point: Point) => Point): Segment[] {
  return DIGIT_STROKES[digit]!.flatMap((stroke) => {
    const points = stroke.map(distort);
    return points.slice(1).map(([toX, toY], i) => {
      const [x, y] = points[i]!;
      const [dx, dy] = [toX - x, toY - y];
      return { x, y, dx, dy, inverse: 1 / Math.max(dx * dx + dy * dy, Number.MIN_VALUE) };
    });
  });
}

/** The squared distance of (px, py) from the nearest segment. */
function squaredDistance(segments: readonly Segment[], px: number, py: number): number {
  let least = Infinity;
  for (const { x, y, dx, dy, inverse } of segments) {
    const along = ((px - x) * dx + (py - y) * dy) * inverse;
    const t = along < 0 ? 0 : along > 1 ? 1 : along;
    const [ex, ey] = [px - x - t * dx, py - y - t * dy];
    least = Math.min(least, ex * ex + ey * ey);
  }
  return least;
}

/** Draws one digit into SIZE × SIZE pixels: ink fades over a pixel at the pen's edge, then noise is added. */
function draw(digit: number, random: Draws, pixels: Float32Array): void {
  const segments = segmentsOf(digit, distortion(random));
  const pen = PEN.thinnest + (PEN.thickest - PEN.thinnest) * random.uniform();
  for (let row = 0; row < SIZE; row++)
    for (let column = 0; column < SIZE; column++) {
      const distance = Math.sqrt(
        squaredDistance(segments, (column + 0.5) / SIZE, (row + 0.5) / SIZE),
      );
      const ink = Math.min(1, Math.max(0, 0.5 + (pen - distance) * SIZE));
      const noise = NOISE * (2 * random.uniform() - 1);
      pixels[row * SIZE + column] = (ink + noise - PIXEL_MEAN) / PIXEL_STD;
    }
}

function drawings(seed: number, part: string, count: number): Examples {
  const pixels = new Float32Array(count * SIZE * SIZE);
  const labels = Int32Array.from({ length: count }, (_, i) => i % CLASSES);
  const random = draws(seed, `glyphs ${part}`);
  for (let i = 0; i < count; i++)
    draw(labels[i]!, random, pixels.subarray(i * SIZE * SIZE, (i + 1) * SIZE * SIZE));
  return { count, inputs: rowsOf(pixels, SIZE * SIZE), targets: labels };
}

export const glyphs: Task = {
  name: 'glyphs',
  title: 'Drawn digits',
  description: `Digits drawn with a pen, turned, sheared, scaled, shifted and blotted, on ${SIZE} × ${SIZE} pixels.`,
  data: 'none',
  needsTarget: false,
  models: ['mlp', 'cnn'],
  split: `${TRAIN} drawings to train on, ${VALIDATION} others to validate on, drawn by the seed`,
  metric: { tag: 'val/accuracy', better: 'higher' },
  defaults: { steps: 600, batch: 64 },
  async load(options) {
    return supervised({
      task: glyphs,
      options,
      input: { kind: 'image', height: SIZE, width: SIZE, channels: 1 },
      goal: { kind: 'classes', count: CLASSES },
      train: drawings(options.seed, 'train', TRAIN),
      validation: drawings(options.seed, 'validation', VALIDATION),
      description: `${TRAIN} drawn digits of ${SIZE} × ${SIZE} pixels, ${VALIDATION} more for validation.`,
      dataHash: dataHash([
        `glyphs ${JSON.stringify({ TRAIN, VALIDATION, SIZE, DISTORTION, PEN, NOISE })}`,
        `${options.seed}`,
      ]),
    });
  },
};
