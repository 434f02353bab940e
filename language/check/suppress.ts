import type { Diagnostic } from '../diagnostics';
import { indexLines } from '../syntax/lines';
import type { Comment } from '../syntax/tree';

const IGNORE = /^#\s*optiscope:\s*ignore\s+([A-Z][0-9]+(?:[\s,]+[A-Z][0-9]+)*)/;

/**
 * Leaves out what a comment `# optiscope: ignore D1, D4` asks to: on the diagnostic's line, or alone on the
 * line above. Errors stay.
 */
export function suppress(
  source: string,
  comments: readonly Comment[],
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const ignored = new Set<string>();
  for (const { text, line, ownLine } of comments) {
    const codes = IGNORE.exec(text)?.[1].split(/[\s,]+/) ?? [];
    for (const code of codes) ignored.add(`${ownLine ? line + 1 : line} ${code}`);
  }
  if (ignored.size === 0) return diagnostics;
  const lines = indexLines(source);
  return diagnostics.filter(
    ({ code, severity, span }) =>
      severity === 'error' || !ignored.has(`${lines.positionAt(span.start).line} ${code}`),
  );
}
