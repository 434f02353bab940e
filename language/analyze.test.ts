import { describe, expect, test } from 'vitest';
import { analyze } from './analyze';

const source = `beta: hyper(0, 1) = 0.9  #: how slow

def mix(a, b):
  c = interp(a, b, beta)
  return c

def train(w, g, m, lr):
  m = mix(g, m)
  scale = norm(m)
  update = m / scale
  return lr * update, m
`;

function at(text: string, occurrence = 0) {
  let offset = -1;
  for (let i = 0; i <= occurrence; i++) offset = source.indexOf(text, offset + 1);
  return analyze(source).symbols.at(offset);
}

describe('the name under the cursor', () => {
  test.each([
    ['beta', 'hyper', 'model'],
    ['m = mix', 'slot', 'elem'],
    ['g, m)', 'input', 'elem'],
    ['scale =', 'local', 'tensor'],
    ['lr * update', 'input', 'model'],
    ['c = interp', 'local', 'elem'],
  ])('%s', (text, kind, extent) => {
    const found = at(text);
    expect(found?.symbol.kind).toBe(kind);
    expect(found?.occurrence.type).toEqual({ kind: 'num', extent });
  });

  test('functions and helpers are names too', () => {
    expect(at('interp')?.symbol).toMatchObject({ kind: 'function', name: 'interp' });
    const helper = at('mix(g')!.symbol;
    expect(helper).toMatchObject({ kind: 'helper', name: 'mix' });
    expect(helper.definition!.start).toBe(source.indexOf('mix'));
  });

  test('a slot has one symbol, with every place in order', () => {
    const { symbol } = at('m = mix')!;
    const places = symbol.occurrences.map(({ span, role }) => [span.start, role]);
    const m = (text: string) => source.indexOf(text);
    expect(places).toEqual([
      [m('m, lr)'), 'definition'],
      [m('m = mix'), 'write'],
      [m('m)\n  scale'), 'read'],
      [m('m)\n  update'), 'read'],
      [m('m / scale'), 'read'],
      [source.lastIndexOf('m'), 'read'],
    ]);
  });

  test('a hyperparameter keeps its documentation', () => {
    expect(at('beta')?.symbol.doc).toBe('how slow');
  });

  test('blanks and numbers have no name', () => {
    expect(analyze(source).symbols.at(source.indexOf('0.9') + 1)).toBeNull();
  });
});

describe('the names that are visible', () => {
  const visible = (text: string, marker: string): string[] =>
    analyze(text)
      .symbols.visibleAt(text.indexOf(marker))
      .map(({ name }) => name);

  test('in a function: its own up to there, those of the file, the inputs', () => {
    const names = visible(source, 'm / scale');
    expect(names).toEqual(
      expect.arrayContaining(['m', 'w', 'g', 'lr', 'scale', 'beta', 'mix', 'step']),
    );
    expect(names).not.toContain('c');
    expect(names).not.toContain('update');
    expect(names).not.toContain('norm');
  });

  test('in a helper: its parameters and none of the slots it was not given', () => {
    const names = visible(source, 'return c');
    expect(names).toEqual(expect.arrayContaining(['a', 'b', 'c', 'beta']));
    expect(names).not.toContain('scale');
  });

  test('on a fresh indented line below the last statement', () => {
    const typing = `${source}  \n`;
    const names = analyze(typing).symbols.visibleAt(typing.length - 1);
    expect(names.map(({ name }) => name)).toContain('update');
  });
});

test('types survive errors elsewhere', () => {
  const broken = source.replace('scale = norm(m)', 'scale = norm(m\n  oops = nope + 1\n  left = ');
  const { program, symbols } = analyze(broken);
  expect(program).toBeNull();
  const slot = symbols.all.find(({ name }) => name === 'm');
  expect(slot?.type).toEqual({ kind: 'num', extent: 'elem' });
  const scale = symbols.all.find(({ name }) => name === 'scale');
  expect(scale?.type).toEqual({ kind: 'num', extent: 'tensor' });
});

test('half a program still knows what the lines around the cursor mean', () => {
  for (const line of ['m = interp(g, ', 'update = ', 'return', 'm.', 'x = m +']) {
    const typing = `def train(w, g, m, lr):\n  m = m + g\n  ${line}\n  size = norm(m)\n  return size * g, m\n`;
    const { symbols, diagnostics } = analyze(typing);
    const size = symbols.all.find(({ name }) => name === 'size');
    expect(size?.type).toEqual(line === 'return' ? undefined : { kind: 'num', extent: 'tensor' });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  }
});
