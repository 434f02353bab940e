import { describe, expect, it } from 'vitest';
import { callAround, surrounding } from './lexical';

/** The text without its `|`, and where that stood. */
function marked(text: string): [string, number] {
  const offset = text.indexOf('|');
  return [text.slice(0, offset) + text.slice(offset + 1), offset];
}

it.each([
  ['a = b|', 'code'],
  ['a = b # c|', 'comment'],
  ['# c\na|', 'code'],
  ['"""doc |', 'string'],
  ['"""doc # """\na|', 'code'],
  ['role(w) == "ma|"', 'string'],
  ['role(w) == "|', 'string'],
  ['a == "b"|', 'code'],
  ['x = "unfinished\ny|', 'code'],
])('knows where it is in %j', (text, where) => expect(surrounding(...marked(text))).toBe(where));

describe('the call around a place', () => {
  it.each([
    ['m = interp(|', { name: 'interp', argument: 0 }],
    ['m = interp(g, |m', { name: 'interp', argument: 1 }],
    ['m = interp(square(g), m, |beta)', { name: 'interp', argument: 2 }],
    ['m = interp(square(g|), m)', { name: 'square', argument: 0 }],
    ['m = interp((g + |m), m)', { name: 'interp', argument: 0 }],
    ['where(a == b, |', { name: 'where', argument: 1 }],
    ['m = sqrt(\n  g|', { name: 'sqrt', argument: 0 }],
  ])('is found in %j', (text, call) => expect(callAround(...marked(text))).toEqual(call));

  it.each(['m = sqrt(g)|', 'def train(w, |', 'm = sqrt(g\nn = |', 'a|'])(
    'is not made up in %j',
    (text) => expect(callAround(...marked(text))).toBeNull(),
  );
});
