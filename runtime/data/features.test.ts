import { describe, expect, it } from 'vitest';
import { readTable } from './csv-table';
import { makeFeatures } from './features';

const features = (csv: string, trainRows: number[]) => {
  const { columns, rowCount } = readTable(csv, 't.csv', null);
  const { size, values } = makeFeatures(columns, rowCount, Uint32Array.from(trainRows));
  return Array.from({ length: rowCount }, (_, row) => [
    ...values.slice(row * size, (row + 1) * size),
  ]);
};

describe('makeFeatures', () => {
  it('standardises numbers by the training rows only', () => {
    expect(features('x\n1\n3\n100\n', [0, 1])).toEqual([[-1], [1], [98]]);
  });

  it('puts the mean where a number is missing, and says so', () => {
    expect(features('x,same\n1,0\n,0\n3,0\n', [0, 1, 2])).toEqual([
      [-1, 0],
      [0, 1],
      [1, 0],
    ]);
  });

  it('makes one-hot vectors of categories, commonest first; missing is one, what training lacks another', () => {
    expect(
      features('c,same\nb,0\na,0\nb,0\na,0\nb,0\n,0\nonce,0\nnew,0\n', [0, 1, 2, 3, 4, 5, 6]),
    ).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, 1],
    ]);
  });

  it('caps the categories of a column', () => {
    const csv = `c\n${Array.from({ length: 60 }, (_, i) => `name${i % 30}`).join('\n')}\n`;
    const rows = features(
      csv,
      Array.from({ length: 60 }, (_, i) => i),
    );
    expect(rows[0]).toHaveLength(21);
    expect(rows.every((row) => row.reduce((a, b) => a + b, 0) === 1)).toBe(true);
  });

  it('leaves out what is the same in all training rows, and names that are all different', () => {
    expect(features('same,name,x\n5,ann,1\n5,bob,3\n6,eve,2\n', [0, 1])).toEqual([[-1], [1], [0]]);
  });
});
