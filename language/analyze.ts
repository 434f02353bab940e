import { withoutCascade } from './cascade';
import { check, type CheckOptions } from './check/check';
import type { Occurrence, ProgramSymbol } from './check/symbols';
import { suppress } from './check/suppress';
import type { Diagnostic } from './diagnostics';
import type { Program } from './ir/program';
import { atLevels, lint, lintSketch, withFixes, type LintLevels } from './lints';
import { entryOf } from './lints/edits';
import { Subject } from './lints/subject';
import { parse } from './syntax/parser';
import type { SourceFile } from './syntax/tree';

export interface AnalyzeOptions extends CheckOptions {
  /** How lints are to be reported, by code; `false` leaves them out. */
  readonly lints?: LintLevels | false;
  /** Which published rule a program is, in words; null where it is none. Left out: nobody knows. */
  readonly recognize?: Recognize;
}

type Recognize = (program: Program) => string | null;

/** All that the language knows about one text. */
export interface Analysis {
  readonly source: string;
  readonly tree: SourceFile;
  /** In the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is worth knowing of a program without fault, of severity "info": for lenses and inlays rather than lists. */
  readonly notes: readonly Diagnostic[];
  /** Null where there is any error. */
  readonly program: Program | null;
  /** Of a text with errors: the program as far as it can be read. `readParts` says of which values that may be believed. */
  readonly sketch: Program | null;
  readonly symbols: Symbols;
  /** The same text with what the lints say, reported as these levels ask. Not read or checked again. */
  withLints(levels: LintLevels, recognize?: Recognize): Analysis;
}

/** The names of a program, as an editor asks for them; known as far as can be in a broken program too. */
export interface Symbols {
  readonly all: readonly ProgramSymbol[];
  /** The name at an offset; its end counts, as a cursor may stand there. */
  at(offset: number): { readonly symbol: ProgramSymbol; readonly occurrence: Occurrence } | null;
  /** The values that a program may use at an offset, and its helpers; the table's functions are known everywhere. */
  visibleAt(offset: number): readonly ProgramSymbol[];
}

/** Reads and checks a program's text. Never throws, whatever the text. */
export function analyze(source: string, options: AnalyzeOptions = {}): Analysis {
  const parsed = parse(source);
  const broken = parsed.diagnostics.length > 0;
  const checked = check(parsed.tree, broken, options);
  const { tree } = parsed;
  const { program, sketch } = checked;
  const found = [
    ...parsed.diagnostics,
    ...withoutCascade(source, tree, parsed.diagnostics, checked.diagnostics),
  ];
  const symbols = symbolsOf(source, tree, checked.symbols);
  const judged = (diagnostics: readonly Diagnostic[]): Analysis => {
    const all = [...suppress(source, tree.comments, diagnostics)].sort(
      (a, b) => a.span.start - b.span.start,
    );
    const faulty = all.some(({ severity }) => severity === 'error');
    return {
      source,
      tree,
      diagnostics: all.filter(({ severity }) => severity !== 'info'),
      notes: all.filter(({ severity }) => severity === 'info'),
      program: faulty ? null : program,
      sketch,
      symbols,
      withLints,
    };
  };
  const withLints = (levels: LintLevels, recognize?: Recognize): Analysis => {
    const readable = program ?? sketch;
    if (!readable) return judged(withFixes({ source, tree, entry: entryOf(tree) }, found));
    const subject = new Subject(source, tree, checked.symbols, readable, recognize);
    const linted = program
      ? lint(subject)
      : withoutCascade(source, tree, parsed.diagnostics, lintSketch(subject));
    return judged(atLevels([...withFixes(subject, found), ...linted], levels));
  };
  const { lints = {} } = options;
  return lints === false ? judged(found) : withLints(lints, options.recognize);
}

function symbolsOf(source: string, tree: SourceFile, all: readonly ProgramSymbol[]): Symbols {
  return {
    all,
    at(offset) {
      for (const symbol of all) {
        const occurrence = symbol.occurrences.find(
          ({ span }) => span.start <= offset && offset <= span.end,
        );
        if (occurrence) return { symbol, occurrence };
      }
      return null;
    },
    visibleAt(offset) {
      const scope = scopeAt(source, tree, offset);
      const lineStart = lineStartOf(source, offset);
      return all.filter((symbol) => isVisible(symbol, scope, lineStart));
    },
  };
}

/** Where the function around an offset starts; null at file level. An indented line below it still belongs to it. */
function scopeAt(source: string, tree: SourceFile, offset: number): number | null {
  const item = tree.items.filter(({ span }) => span.start <= offset).at(-1);
  if (item?.kind !== 'definition') return null;
  if (offset <= item.span.end) return item.span.start;
  return source[lineStartOf(source, offset)] === ' ' ? item.span.start : null;
}

function lineStartOf(source: string, offset: number): number {
  const before = source.slice(0, offset);
  return Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
}

function isVisible(symbol: ProgramSymbol, scope: number | null, lineStart: number): boolean {
  const { kind, occurrences } = symbol;
  if (kind === 'function' || kind === 'entry') return false;
  if (symbol.scope && symbol.scope.start !== scope) return false;
  const isParameter = kind === 'slot' || symbol.name === 'w' || symbol.name === 'g';
  if (isParameter && scope === null) return false;
  if (kind !== 'local') return true;
  return occurrences.some(({ role, span }) => role === 'write' && span.end < lineStart);
}
