import type { Diagnostic, Span } from './diagnostics';
import { statementsOf } from './lints/edits';
import { indexLines } from './syntax/lines';
import type { SourceFile } from './syntax/tree';

/** Said of names that may be what an unfinished line was to define: a value, a function, a parameter. */
const OF_NAMES: ReadonlySet<string> = new Set(['N1', 'N2', 'N3', 'N5', 'N6', 'N7', 'N8']);

/**
 * Leaves out what follows from lines that cannot be read rather than from what a person meant, so that a text in
 * the middle of being typed has one error for what is unfinished:
 *
 * - what is said of the same line, or of the statement or declaration around it
 * - of a function that is unfinished anywhere: that it does not return
 * - where a line may still become a definition: what is said of names, in the function that it stands in, or
 *   everywhere if it stands in none
 * - that there is no entry, which may be what is unfinished
 */
export function withoutCascade(
  source: string,
  tree: SourceFile,
  unread: readonly Diagnostic[],
  found: readonly Diagnostic[],
): readonly Diagnostic[] {
  // What comes with a repair, as a tab does, has been understood.
  const lost = unread.filter(({ fixes }) => fixes === undefined);
  if (lost.length === 0 || found.length === 0) return found;
  const lines = indexLines(source);
  const lineAt = (offset: number): number => lines.positionAt(offset).line;
  const linesOf = ({ start, end }: Span): number[] => {
    const first = lineAt(start);
    return Array.from({ length: lineAt(end) - first + 1 }, (_, i) => first + i);
  };
  const broken = new Set(lost.map(({ span }) => lineAt(span.start)));
  /** Broken lines that define all the same what they were to define. */
  const telling = new Set<number>();
  for (const { span, kind } of [...tree.items, ...statementsOf(tree)]) {
    if (kind === 'definition' || kind === 'broken') continue;
    const covered = kind === 'if' || kind === 'for' ? [lineAt(span.start)] : linesOf(span);
    if (!covered.some((line) => broken.has(line))) continue;
    for (const line of covered) {
      broken.add(line);
      telling.add(line);
    }
  }
  const heads = tree.items.flatMap(({ kind, span }) =>
    kind === 'definition' ? [lineAt(span.start)] : [],
  );
  /** The function that a line stands in or below, by the line that it starts at; -1 above all. */
  const functionAt = (line: number): number => heads.findLast((head) => head <= line) ?? -1;

  const unfinished = new Set([...broken].map(functionAt));
  const silent = [...broken].filter((line) => !telling.has(line));
  const isAnywhere = silent.some((line) => /^\S/.test(lines.textOf(line)));
  const nameless = new Set(silent.map(functionAt));
  return found.filter(({ code, span }) => {
    if (code === 'N6' && span.end === 0) return false;
    const own = functionAt(lineAt(span.start));
    if (code === 'N7' && unfinished.has(own)) return false;
    if (OF_NAMES.has(code) && (isAnywhere || nameless.has(own))) return false;
    return !linesOf(span).some((line) => broken.has(line));
  });
}
