import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, encodeFrame, type Block } from './frames';

const u32 = fc.integer({ min: 0, max: 0xffffffff });
const header = fc.record({ subscription: u32, tag: u32, total: u32 });
const points = fc
  .array(fc.tuple(fc.double(), fc.double(), fc.float(), u32, fc.float()), { maxLength: 20 })
  .map((rows) => ({
    arrays: {
      steps: Float64Array.from(rows, ([step]) => step),
      wallTimes: Float64Array.from(rows, ([, wallTime]) => wallTime),
      values: Float32Array.from(rows, ([, , value]) => value),
    },
    indices: Uint32Array.from(rows, ([, , , index]) => index),
    smoothed: Float32Array.from(rows, ([, , , , value]) => value),
    xs: Float64Array.from(rows, ([, wallTime]) => wallTime),
  }));
const progress = fc.record({ first: u32, historyComplete: fc.boolean() });
const block: fc.Arbitrary<Block> = fc
  .record({
    header,
    points,
    progress,
    superseded: fc.boolean(),
    isSmoothed: fc.boolean(),
    isPlaced: fc.boolean(),
    range: fc.record({ query: u32, start: u32, end: u32, placed: u32 }),
    kind: fc.constantFrom('scalars' as const, 'coarse' as const, 'view' as const, 'mean' as const),
  })
  .map((parts): Block => {
    const { arrays, indices, smoothed, xs } = parts.points;
    if (parts.kind === 'scalars')
      return {
        kind: 'scalars',
        superseded: parts.superseded,
        ...parts.header,
        ...parts.progress,
        ...arrays,
      };
    if (parts.kind === 'coarse')
      return { kind: 'coarse', indices, ...parts.header, ...parts.progress, ...arrays };
    if (parts.kind === 'mean')
      return {
        kind: 'mean',
        total: parts.header.total,
        ...parts.range,
        xs,
        means: arrays.steps,
        low: arrays.wallTimes,
        high: xs,
        indices,
        counts: indices,
        missing: indices,
      };
    return {
      kind: 'view',
      indices,
      smoothed: parts.isSmoothed ? smoothed : null,
      xs: parts.isPlaced ? xs : null,
      ...parts.range,
      ...parts.header,
      ...arrays,
    };
  });

describe('metric frames', () => {
  it('come back as they were sent, NaN and infinities too, wherever they lie in a buffer', () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), fc.nat({ max: 9 }), (blocks, offset) => {
        const frame = encodeFrame(blocks);
        const shifted = new Uint8Array(frame.length + offset);
        shifted.set(frame, offset);
        expect(decodeFrame(shifted.subarray(offset))).toEqual(blocks);
        const received = Buffer.from(frame);
        const decoded = decodeFrame(received);
        received.fill(0);
        expect(decoded).toEqual(blocks);
        expect(frame.length % 8).toBe(0);
      }),
      { seed: 1 },
    );
  });

  it('have the layout that is written down', () => {
    const frame = encodeFrame([
      {
        kind: 'scalars',
        subscription: 7,
        tag: 2,
        first: 300,
        total: 400,
        historyComplete: true,
        superseded: true,
        steps: Float64Array.of(1),
        wallTimes: Float64Array.of(2),
        values: Float32Array.of(0.5),
      },
    ]);
    expect(Buffer.from(frame).toString('hex')).toBe(
      '4f030103' +
        '07000000' +
        '02000000' +
        '2c010000' +
        '01000000' +
        '90010000' +
        '000000000000f03f' +
        '0000000000000040' +
        '0000003f' +
        '00000000',
    );
  });

  it('are refused with a RangeError wherever they are cut off or garbled', () => {
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (blocks, place, change) => {
          const frame = encodeFrame(blocks);
          const cut = frame.subarray(0, place % frame.length);
          const garbled = Uint8Array.from(frame);
          garbled[place % frame.length]! ^= change;
          for (const bytes of [cut, garbled]) {
            try {
              decodeFrame(bytes);
            } catch (error) {
              expect(error).toBeInstanceOf(RangeError);
            }
          }
        },
      ),
      { seed: 2, numRuns: 500 },
    );
    expect(() => decodeFrame(Uint8Array.of(1, 2, 3))).toThrow('cut-off header');
    expect(() => decodeFrame(new Uint8Array(24))).toThrow('wrong first byte');
  });
});
