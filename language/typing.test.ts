/**
 * A program while it is being typed: whatever is unfinished has one error, and everything else is known as in the
 * whole program. Every third place of every gallery program; `OPTISCOPE_FUZZ=1` takes every place.
 */
import { describe, expect, test } from 'vitest';
import { analyze, type Analysis } from './analyze';
import type { ImportResolver } from './check/modules';
import { GALLERY } from './testing/programs';

const STRIDE = process.env['OPTISCOPE_FUZZ'] === undefined ? 3 : 1;
const imports: ImportResolver = (module) => GALLERY.find(([name]) => name === module)?.[1] ?? null;
const read = (text: string): Analysis => analyze(text, { lints: false, imports });

/** The codes of errors; that there is no entry function yet is left out. */
const errorsOf = ({ diagnostics }: Analysis): string[] =>
  diagnostics
    .filter(
      ({ severity, code, span }) => severity === 'error' && !(code === 'N6' && span.end === 0),
    )
    .map(({ code }) => code);

/** Hyperparameters and slots that are declared outside of a line, with their types; a slot in the entry's head. */
function declared({ symbols }: Analysis, line: { from: number; to: number }): Map<string, string> {
  return new Map(
    symbols.all.flatMap(({ kind, name, type, definition }) => {
      const isOutside = definition && (definition.end < line.from || definition.start > line.to);
      const isDeclared = kind === 'hyper' || kind === 'slot';
      return isDeclared && isOutside && type ? [[`${kind} ${name}`, type.kind]] : [];
    }),
  );
}

const lineAround = (text: string, at: number): { from: number; to: number } => {
  const end = text.indexOf('\n', at);
  return { from: text.lastIndexOf('\n', at - 1) + 1, to: end < 0 ? text.length : end };
};

describe.each(GALLERY)('%s', (name, text) => {
  const whole = read(text);
  const docEnd = whole.tree.doc?.span.end ?? 0;
  const places = Array.from(
    { length: Math.ceil(text.length / STRIDE) },
    (_, i) => i * STRIDE,
  ).filter((at) => at > docEnd);

  test('typed from the start', { timeout: 60_000 }, () => {
    for (const at of places) {
      const prefix = read(text.slice(0, at));
      const typed = `${name}, up to ${JSON.stringify(text.slice(Math.max(0, at - 40), at))}`;
      expect(errorsOf(prefix).length, typed).toBeLessThanOrEqual(1);
      const line = lineAround(text, at);
      const known = declared(prefix, { from: line.from, to: text.length });
      const offered = prefix.symbols.visibleAt(at).map((symbol) => symbol.name);
      for (const symbol of whole.symbols.all) {
        if (symbol.kind !== 'hyper' || !symbol.definition) continue;
        if (symbol.definition.end >= line.from) continue;
        expect(known.get(`hyper ${symbol.name}`), typed).toBe('num');
        expect(offered, typed).toContain(symbol.name);
      }
    }
  });

  test('a line typed anew, with the rest below it', { timeout: 60_000 }, () => {
    for (const at of places) {
      const line = lineAround(text, at);
      if (at === line.to) continue;
      const typed = `${name}, ${JSON.stringify(text.slice(line.from, at))}`;
      const broken = read(text.slice(0, at) + text.slice(line.to));
      const errors = errorsOf(broken);
      // A line that is gone altogether leaves each use of its name unknown; else there is one error, and two more
      // at most where blocks no longer match.
      const isGone = text.slice(line.from, at).trim() === '';
      if (!isGone) expect(errors.length, typed).toBeLessThanOrEqual(errors.includes('S7') ? 2 : 1);
      if (/^def /.test(text.slice(line.from))) continue;
      for (const [symbol, kind] of declared(whole, line))
        expect(broken.symbols.all, `${typed}: ${symbol}`).toContainEqual(
          expect.objectContaining({
            name: symbol.split(' ')[1],
            type: expect.objectContaining({ kind }) as unknown,
          }),
        );
    }
  });
});
