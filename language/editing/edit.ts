import type { Fix } from '../diagnostics';

/** One replacement in a text. */
export type Edit = Fix['edits'][number];

/** The text after edits that do not overlap. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  const inOrder = [...edits].sort((a, b) => a.span.start - b.span.start);
  let text = '';
  let at = 0;
  for (const { span, text: inserted } of inOrder) {
    text += source.slice(at, span.start) + inserted;
    at = span.end;
  }
  return text + source.slice(at);
}

/** True where two edits would change the same characters, or insert at the same place. */
export function overlap(a: Edit, b: Edit): boolean {
  if (a.span.start === b.span.start) return true;
  return a.span.start < b.span.end && b.span.start < a.span.end;
}
