import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptLines } from './kept-lines';

const text = (...lines: string[]): string => lines.join('\n');

describe('the lines that an edit keeps', () => {
  it('are all of them where nothing was changed, whatever ends them', () => {
    expect(keptLines('a\nb\nc', 'a\r\nb\r\nc')).toEqual([0, 1, 2]);
    expect(keptLines('', '')).toEqual([0]);
  });

  it('move with what was put in or taken out before them', () => {
    expect(keptLines(text('a', 'b', 'c'), text('a', 'new', 'b', 'c'))).toEqual([0, 2, 3]);
    expect(keptLines(text('a', 'b', 'c'), text('b', 'c'))).toEqual([null, 0, 1]);
    expect(keptLines(text('a', 'b'), text('a', 'b', ''))).toEqual([0, 1]);
  });

  it('are not those that were changed', () => {
    expect(keptLines(text('a', 'b', 'c'), text('a', 'b2', 'c'))).toEqual([0, null, 2]);
    expect(keptLines(text('a', 'b', 'c', 'd'), text('x', 'b', 'y', 'z', 'd'))).toEqual([
      null,
      1,
      null,
      4,
    ]);
  });

  it('are the same lines in the same order, as many as an edit leaves alone', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd', '');
    const lines = fc.array(line, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (before, now) => {
        const kept = keptLines(before.join('\n'), now.join('\n'));
        const places = kept.filter((place) => place !== null);
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b));
        kept.forEach((place, i) => {
          if (place !== null) expect(now[place]).toBe(before[i]);
        });
        const common = (a: string[], b: string[]): number =>
          a.length === 0 || b.length === 0
            ? 0
            : Math.max(
                common(a.slice(1), b),
                ...(b.includes(a[0]!)
                  ? [1 + common(a.slice(1), b.slice(b.indexOf(a[0]!) + 1))]
                  : []),
              );
        expect(places).toHaveLength(common(before, now));
      }),
      { seed: 1 },
    );
  });
});
