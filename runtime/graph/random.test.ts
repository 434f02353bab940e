import { describe, expect, it } from 'vitest';
import { hashName, normals, philox, uniforms } from './random';

const stream = { seed: 11, step: 4, stream: 2 };

describe('philox', () => {
  it("gives the words of the authors' known-answer tests", () => {
    expect(philox([0, 0, 0, 0], [0, 0])).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    const ones = 0xffffffff;
    expect(philox([ones, ones, ones, ones], [ones, ones])).toEqual([
      0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd,
    ]);
    expect(
      philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0]),
    ).toEqual([0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
  });
});

describe('uniforms', () => {
  it('is a pure function of seed, step and stream', () => {
    expect(uniforms(stream, 10)).toEqual(uniforms(stream, 10));
    for (const other of [{ seed: 12 }, { step: 5 }, { stream: 3 }, { seed: 11 + 2 ** 32 }]) {
      expect(uniforms({ ...stream, ...other }, 10)).not.toEqual(uniforms(stream, 10));
    }
  });

  it('begins alike, however many are asked for', () => {
    expect(uniforms(stream, 101).subarray(0, 7)).toEqual(uniforms(stream, 7));
  });

  it('fills (0, 1) evenly, and neighbours do not follow each other', () => {
    const numbers = uniforms(stream, 40_000);
    const bins = new Array<number>(10).fill(0);
    numbers.forEach((number) => bins[Math.floor(number * 10)]!++);
    for (const count of bins) expect(Math.abs(count - 4000)).toBeLessThan(300);
    expect(Math.min(...numbers)).toBeGreaterThan(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const products = numbers.subarray(1).map((number, i) => (number - 0.5) * (numbers[i]! - 0.5));
    const correlation = (12 * products.reduce((a, b) => a + b, 0)) / products.length;
    expect(Math.abs(correlation)).toBeLessThan(0.03);
  });
});

describe('normals', () => {
  it('has mean 0, variance 1 and the tails of a normal distribution', () => {
    const numbers = normals(stream, 40_001);
    const mean = numbers.reduce((a, b) => a + b, 0) / numbers.length;
    const variance = numbers.reduce((a, b) => a + b * b, 0) / numbers.length;
    const beyondTwo = numbers.filter((number) => Math.abs(number) > 2).length / numbers.length;
    expect(numbers.length).toBe(40_001);
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.03);
    expect(Math.abs(beyondTwo - 0.0455)).toBeLessThan(0.005);
  });
});

describe('hashName', () => {
  it('tells names apart', () => {
    const names = Array.from({ length: 5000 }, (_, i) => `block${i}.weight`);
    expect(new Set(names.map(hashName)).size).toBe(names.length);
  });
});
