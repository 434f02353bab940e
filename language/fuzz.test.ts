import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from './analyze';
import { GALLERY, PROGRAMS } from './testing/programs';

const SEED = 20240707;
const sources = [...GALLERY, ...PROGRAMS].map(([, source]) => source);

/** Whatever the text: an answer, with every place inside the text and every error explained once. */
function expectSound(source: string): void {
  const { diagnostics, program, symbols, tree } = analyze(source);
  const spans = [
    ...diagnostics.flatMap(({ span, fixes }) => [
      span,
      ...(fixes ?? []).flatMap(({ edits }) => edits.map((edit) => edit.span)),
    ]),
    ...symbols.all.flatMap(({ occurrences }) => occurrences.map(({ span }) => span)),
    ...tree.items.map(({ span }) => span),
    ...tree.comments.map(({ span }) => span),
  ];
  for (const { start, end } of spans) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(source.length);
  }
  const errors = diagnostics.some(({ severity }) => severity === 'error');
  expect(program === null).toBe(errors);
  for (const { message } of diagnostics) expect(message).toMatch(/^[A-Z`\d].*[.?]$/s);
}

const tokens = fc.constantFrom(
  ...'def train ( ) : , = == + - ** * / % @ < if elif else for in range return and not or pass'.split(
    ' ',
  ),
  ...'w g m lr step x "a" 1 0.5 1e-8 True hyper state flag norm interp clip row_mean ndim role rows transpose eye inverse_root top_singular hvp # #:'.split(
    ' ',
  ),
  '\n',
  '\n  ',
  '\n    ',
  '\t',
  '"""',
);

describe('no text can break the front end', () => {
  test('random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectSound), {
      seed: SEED,
      numRuns: 300,
    });
  });

  test('random tokens', () => {
    const text = fc.array(tokens, { maxLength: 80 }).map((parts) => parts.join(' '));
    fc.assert(fc.property(text, expectSound), { seed: SEED, numRuns: 500 });
  });

  test('programs with a piece cut out, repeated or replaced', () => {
    const mutated = fc
      .record({
        source: fc.constantFrom(...sources),
        from: fc.nat(2000),
        length: fc.nat(40),
        insert: fc.oneof(fc.constant(''), tokens, fc.string({ maxLength: 5 })),
      })
      .map(({ source, from, length, insert }) => {
        const start = from % source.length;
        return source.slice(0, start) + insert + source.slice(start + length);
      });
    fc.assert(fc.property(mutated, expectSound), { seed: SEED, numRuns: 600 });
  });

  test.each([
    ['a condition that compares nothing', 'if ndim(w >= 2:', 'g = g / w'],
    ['a power of a name that is not there', 'm = m / (1 - m ** ow) * g / (1 - m)'],
    ['a power beyond all numbers', 'm = m / (1 - (m ** 1e200) ** 1e200) * g / (1 - m)'],
  ])('%s', (_, ...lines) => {
    const body = lines.map((line, i) => `${'  '.repeat(i + 1)}${line}\n`).join('');
    expectSound(`def train(w, g, m, lr):\n${body}  return lr * g * m, m\n`);
  });

  test('programs cut off anywhere, as while typing', () => {
    for (const source of sources)
      for (let end = 0; end <= source.length; end += 7) expectSound(source.slice(0, end));
  });
});
