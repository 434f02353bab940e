import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type SavedTensor } from './safetensors';

const small = readFileSync(join(__dirname, 'fixtures', 'small.safetensors'));
const floats = (...values: number[]): Float32Array => Float32Array.from(values);

describe('safetensors', () => {
  it('reads what another program has written', () => {
    const { tensors, metadata } = decodeSafetensors(small);
    expect(metadata).toEqual({ format: 'pt', note: 'größer' });
    expect(Object.fromEntries(tensors)).toEqual({
      'weights/hidden': { shape: [2, 3], data: floats(1.5, -2, 0, 3.25e-8, 1e30, -0.5) },
      'slots/m/hidden': { shape: [2, 3], data: floats(0.1, 0.2, 0.3, 0.4, 0.5, 0.6) },
      'slots/best': { shape: [], data: Float64Array.of(0.1) },
    });
  });

  it('writes what the published description says, numbers at multiples of their size', () => {
    const tensors = new Map<string, SavedTensor>([
      ['a', { shape: [2], data: floats(1, 2) }],
      ['b', { shape: [], data: Float64Array.of(3) }],
    ]);
    const bytes = Buffer.concat(encodeSafetensors({ tensors, metadata: { format: 'x' } }));
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: { format: 'x' },
      b: { dtype: 'F64', shape: [], data_offsets: [0, 8] },
      a: { dtype: 'F32', shape: [2], data_offsets: [8, 16] },
    });
    const start = 8 + length;
    const numbers = [bytes.readDoubleLE(start), bytes.readFloatLE(start + 8)];
    expect(numbers).toEqual([3, 1]);
    expect(bytes).toHaveLength(start + 16);
  });

  it('keeps every bit: NaN, infinities, negative zero', () => {
    const data = Float64Array.of(NaN, Infinity, -0, 5e-324);
    const bytes = Buffer.concat(
      encodeSafetensors({ tensors: new Map([['t', { shape: [4], data }]]), metadata: {} }),
    );
    expect(decodeSafetensors(bytes).tensors.get('t')!.data).toEqual(data);
  });

  it('says what is wrong with a file that is cut off or is none', () => {
    for (let end = 0; end < small.length; end++)
      expect(() => decodeSafetensors(small.subarray(0, end))).toThrow(RangeError);
    expect(() => decodeSafetensors(Buffer.alloc(100))).toThrow('its header is not JSON');
  });
});
