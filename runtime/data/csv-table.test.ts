import { describe, expect, it } from 'vitest';
import { DataError } from '../tasks/task';
import { readTable } from './csv-table';

const read = (text: string, missing: string | null = null) => readTable(text, 't.csv', missing);

const refusal = (text: string, missing: string | null = null): string => {
  try {
    read(text, missing);
  } catch (error) {
    expect(error).toBeInstanceOf(DataError);
    return (error as DataError).message;
  }
  throw new Error('was accepted');
};

const rows = (count: number, row: string): string => `${row}\n`.repeat(count);

describe('readTable', () => {
  it('tells numbers from categories, and what is missing', () => {
    const { columns, rowCount } = read('x,kind\n1,a\n,b\n-2.5e1, NA \n+.5,a\n');
    expect(rowCount).toBe(4);
    expect(columns).toEqual([
      { name: 'x', kind: 'number', values: Float64Array.of(1, NaN, -25, 0.5) },
      { name: 'kind', kind: 'category', values: ['a', 'b', null, 'a'] },
    ]);
  });

  it('takes words given by --missing as no value', () => {
    expect(read('x\n1\nn/a\n-999\n', 'n/a,-999').columns[0]!.values).toEqual(
      Float64Array.of(1, NaN, NaN),
    );
  });

  it.each([
    ['semicolons', 'a;b\n1;2,5\n'],
    ['tabs', 'a\tb\n1\t2,5\n'],
    ['a byte order mark and CRLF', '\ufeffa,b\r\n1,"2,5"\r\n'],
    ['quoted commas in the header', '"a";"b"\n1;"2,5"\n'],
  ])('reads %s', (_, text) => {
    const { columns } = read(text);
    expect(columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect([...columns[1]!.values]).toEqual(['2,5']);
  });

  it('names a column without a name by its place', () => {
    expect(read(',b\n1,2\n').columns[0]!.name).toBe('column 1');
  });

  it('takes a column with many words as categories', () => {
    expect(read(`x\n${rows(8, '1')}${rows(2, 'many')}`).columns[0]!.kind).toBe('category');
  });

  it.each([
    ['a row too short', 'a,b,c\n1,2,3\n\n4,5\n', 't.csv:4: has 2 cells, the header has 3.'],
    ['a row too long', 'a\n1\n2,3\n', 't.csv:3: has 2 cells, the header has 1.'],
    [
      'a short row after a quoted line break',
      'a,b\n"x\ny",2\n3\n',
      't.csv:4: has 1 cell, the header has 2.',
    ],
    [
      'a stray word among numbers',
      `mass\n${rows(15, '3750')}n/a\n`,
      "t.csv:17: column mass is not a number ('n/a'). Add --missing n/a or clean the row.",
    ],
    [
      'a stray phrase among numbers',
      `mass\n${rows(15, '3750')}not known\n`,
      `t.csv:17: column mass is not a number ('not known'). Add --missing "not known" or clean the row.`,
    ],
    ['NaN', 'x\n1\nnan\n', 't.csv:3: column x is NaN. Add --missing nan or clean the row.'],
    [
      'NaN among words',
      'x\na\nNaN\n',
      't.csv:3: column x is NaN. Add --missing NaN or clean the row.',
    ],
    [
      'infinity',
      'x\n-inf\n',
      "t.csv:2: column x is infinite ('-inf'). Add --missing -inf or clean the row.",
    ],
    [
      'what overflows',
      'x\n1e999\n',
      "t.csv:2: column x is infinite ('1e999'). Add --missing 1e999 or clean the row.",
    ],
    ['nothing', '', 't.csv is empty; a table starts with a header.'],
    ['a lonely header', 'a,b\n', 't.csv has a header but no rows.'],
    [
      'two columns of one name',
      'a,b,a\n1,2,3\n',
      't.csv:1: two columns are called "a". Rename one.',
    ],
    [
      'an open quotation mark',
      'a,b\n1,2\n3,"4\n5,6\n',
      't.csv:3: a quotation mark opens here and is never closed.',
    ],
  ])('refuses %s', (_, text, message) => {
    expect(refusal(text)).toBe(message);
  });

  it('says which word to give, and then takes it', () => {
    const text = `mass\n${rows(15, '3750')}n/a\n`;
    expect(read(text, 'n/a').columns[0]!.kind).toBe('number');
  });
});
