import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Covered } from './covered';
import { SolidAreas } from './solid-areas';

const WIDTH = 5;
const HEIGHT = 7;
const TOP = 100;

interface Added {
  readonly covered: Covered;
  readonly lineWidth: number;
  readonly color: readonly number[];
  readonly opacity: number;
}

const place = fc.integer({ min: -40, max: 120 }).map((tenths) => TOP + tenths / 10);
const column = fc.tuple(place, place).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const added: fc.Arbitrary<Added> = fc
  .record({
    columns: fc.array(column, { minLength: WIDTH + 2, maxLength: WIDTH + 2 }),
    ends: fc.tuple(fc.nat(WIDTH + 2), fc.nat(WIDTH + 2)),
    lineWidth: fc.constantFrom(1, 1.5, 3),
    color: fc.array(fc.nat(255), { minLength: 3, maxLength: 3 }),
    opacity: fc.constantFrom(1, 0.25),
  })
  .map(({ columns, ends, ...rest }) => ({
    ...rest,
    covered: {
      from: Math.min(...ends),
      to: Math.max(...ends),
      tops: Float64Array.from(columns, ([top]) => top),
      bottoms: Float64Array.from(columns, ([, bottom]) => bottom),
    },
  }));

const hex = (color: readonly number[]): string =>
  `#${color.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;

/** A pixel by the rule for laying colours over each other, with the colours multiplied by their opacity. */
function pixelOf(all: readonly Added[], x: number, y: number): number[] {
  let under = [0, 0, 0, 0];
  for (const { covered, lineWidth, color, opacity } of all) {
    if (x < covered.from || x >= covered.to) continue;
    const top = covered.tops[x]! - lineWidth / 2 - TOP;
    const bottom = covered.bottoms[x]! + lineWidth / 2 - TOP;
    const part = Math.max(0, Math.min(bottom, y + 1) - Math.max(top, y)) * opacity;
    under = [...color.map((channel) => channel / 255), 1].map(
      (channel, i) => channel * part + under[i]! * (1 - part),
    );
  }
  return under.map((channel) => 255 * channel);
}

test('areas lie over each other as strong as they are, with soft edges, and never outside the box', () => {
  const areas = new SolidAreas();
  fc.assert(
    fc.property(fc.array(added, { maxLength: 4 }), (all) => {
      areas.resize(WIDTH, HEIGHT);
      for (const { covered, lineWidth, color, opacity } of all)
        areas.add(covered, TOP, lineWidth, hex(color), opacity);
      const image = new Uint32Array(WIDTH * HEIGHT);
      areas.copyTo(image);
      const bytes = new Uint8Array(image.buffer);
      for (let y = 0; y < HEIGHT; y++)
        for (let x = 0; x < WIDTH; x++) {
          const [red, green, blue, opacity] = bytes.subarray(4 * (y * WIDTH + x));
          const drawn = [red!, green!, blue!, 255].map((channel) => (channel * opacity!) / 255);
          pixelOf(all, x, y).forEach((channel, i) =>
            // Each layer is rounded.
            expect(Math.abs(drawn[i]! - channel)).toBeLessThan(1 + all.length),
          );
        }
    }),
    { seed: 5 },
  );
});

test('nothing is left of what was there before', () => {
  const areas = new SolidAreas();
  const all = { from: 0, to: 3, tops: new Float64Array(3), bottoms: new Float64Array(3).fill(3) };
  areas.resize(3, 3);
  areas.add(all, 0, 1, '#ffffff', 1);
  expect(areas.isEmpty).toBe(false);
  areas.resize(3, 3);
  expect(areas.isEmpty).toBe(true);
  const image = new Uint32Array(9).fill(7);
  areas.copyTo(image);
  expect([...image]).toEqual(Array(9).fill(0));
});
