import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexLines } from './lines';

test('lines end with LF, CRLF or CR, and characters are UTF-16', () => {
  const lines = indexLines('ab\r\n\u{1F600}x\rlast\n');
  expect(lines.count).toBe(4);
  expect([0, 1, 2, 3, 4].map(lines.textOf)).toEqual(['ab', '\u{1F600}x', 'last', '', '']);
  expect(lines.positionAt(6)).toEqual({ line: 1, character: 2 });
  expect(lines.positionAt(3)).toEqual({ line: 0, character: 2 });
  expect(lines.offsetAt({ line: 1, character: 2 })).toBe(6);
});

test('what lies outside the text is clamped', () => {
  const lines = indexLines('ab\ncd');
  expect(lines.positionAt(-1)).toEqual({ line: 0, character: 0 });
  expect(lines.positionAt(99)).toEqual({ line: 1, character: 2 });
  expect(lines.offsetAt({ line: 0, character: 99 })).toBe(2);
  expect(lines.offsetAt({ line: 9, character: 0 })).toBe(5);
  expect(lines.offsetAt({ line: -1, character: 3 })).toBe(0);
});

test('offsets and positions are each other’s inverse', () => {
  const text = fc
    .array(fc.constantFrom('a', '\n', '\r\n', '\r', '\u{1F600}'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (source) => {
      const lines = indexLines(source);
      for (let offset = 0; offset <= source.length; offset++) {
        const inCrLf = source[offset - 1] === '\r' && source[offset] === '\n';
        if (!inCrLf) expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
      }
    }),
    { seed: 3 },
  );
});
