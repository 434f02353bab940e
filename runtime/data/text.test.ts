import { describe, expect, it } from 'vitest';
import { memoryFiles } from './memory-files.test-helper';
import { encode, MAX_CHARACTERS, readText, UNKNOWN } from './text';

const decode = ({ ids, characters }: ReturnType<typeof encode>): string =>
  Array.from(ids, (id) => (id === UNKNOWN ? '�' : characters[id - 1])).join('');

describe('encode', () => {
  it('gives each character an id in order of code point', () => {
    const { ids, characters } = encode('hello\nyou');
    expect(characters).toEqual(['\n', 'e', 'h', 'l', 'o', 'u', 'y']);
    expect([...ids]).toEqual([3, 2, 4, 4, 5, 1, 7, 5, 6]);
  });

  it('counts a character outside the basic plane as one', () => {
    expect(encode('a🙂a').ids.length).toBe(3);
  });

  it('keeps the most frequent characters when there are too many', () => {
    const rare = String.fromCodePoint(...Array.from({ length: 300 }, (_, i) => 0x4e00 + i));
    const coded = encode(`aab${rare}`);
    expect(coded.characters).toHaveLength(MAX_CHARACTERS);
    expect(decode(coded).slice(0, 3)).toBe('aab');
    expect(coded.ids.filter((id) => id === UNKNOWN)).toHaveLength(302 - MAX_CHARACTERS);
  });
});

describe('readText', () => {
  it('joins the text files of a folder in order of name and skips binary ones', async () => {
    const text = await readText(
      'd',
      memoryFiles({
        'd/b.txt': 'second',
        'd/a/first.txt': 'first\r\n',
        'd/c.png': Uint8Array.from([137, 80, 0, 71]),
        'd/d.txt': Uint8Array.from([0xc3, 0x28]),
      }),
    );
    expect(decode(text)).toBe('first\nsecond');
    expect(text).toMatchObject({ fileCount: 2, leftOut: '2 binary files skipped' });
  });

  it('uses no more than a limit, and never half a character', async () => {
    const files = memoryFiles({ 'd/a': 'abc', 'd/b': '€€', 'd/c': 'never' });
    const text = await readText('d', files, 8);
    expect(decode(text)).toBe('abc€');
    expect(text.leftOut).toMatch(/^only the first .* MiB are used$/);
    expect((await readText('d', files)).leftOut).toBeNull();
  });

  it.each([
    ['an empty file', 'd.txt', /^d\.txt is empty\.$/],
    ['a binary file', 'd.bin', /^d\.bin is not a text file in UTF-8\.$/],
    ['a folder of binary files', 'd', /^d holds no text file with anything in it\.$/],
    ['a missing file', 'nothing', /^There is no file or folder nothing/],
  ])('refuses %s', async (_, path, message) => {
    const files = memoryFiles({
      'd.txt': '',
      'd.bin': Uint8Array.from([0, 1]),
      'd/a': Uint8Array.from([0]),
    });
    await expect(readText(path, files)).rejects.toThrow(message);
  });
});
