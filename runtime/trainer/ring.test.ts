import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RingReader, RingWriter, allocateRing, type Scalars } from './ring';

const pointsOf = ({ tags, steps, wallTimes, values }: Scalars): number[][] =>
  Array.from(tags, (tag, i) => [tag, steps[i]!, wallTimes[i]!, values[i]!]);

function pair(capacity: number) {
  const memory = allocateRing(capacity);
  return { writer: new RingWriter(memory), reader: new RingReader(memory) };
}

describe('the ring', () => {
  it('gives back every scalar in order, whatever the interleaving and however small it is', () => {
    const rows = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 });
    const drains = fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(rows, drains, (widths, pauses) => {
        const { writer, reader } = pair(8);
        const written: number[][] = [];
        const read: number[][] = [];
        widths.forEach((width, i) => {
          const tags = Array.from({ length: width }, (_, t) => t);
          writer.write(
            i,
            i / 2,
            tags,
            tags.map((t) => t + i),
          );
          for (const tag of tags) written.push([tag, i, i / 2, tag + i]);
          if (pauses[i % pauses.length]! === 0) read.push(...pointsOf(reader.drain(4)));
        });
        let empty = false;
        while (!empty) {
          empty = writer.unspill();
          read.push(...pointsOf(reader.drain(4)));
        }
        expect(read).toEqual(written);
      }),
      { seed: 11 },
    );
  });

  it('keeps float32 values to the bit, NaN and infinities included', () => {
    const { writer, reader } = pair(8);
    const values = [Math.fround(0.1), NaN, Infinity, -Infinity];
    writer.write(1, 0, [0, 1, 2, 3], values);
    expect(Array.from(reader.drain(4).values)).toEqual(values);
  });

  it('holds a scalar back until its tag is known', () => {
    const { writer, reader } = pair(8);
    writer.write(1, 0, [0, 1], [5, 6]);
    writer.write(2, 0, [0], [7]);
    expect(pointsOf(reader.drain(1))).toEqual([[0, 1, 0, 5]]);
    expect(pointsOf(reader.drain(2))).toEqual([
      [1, 1, 0, 6],
      [0, 2, 0, 7],
    ]);
  });
});
