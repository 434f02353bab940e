import { FoldingRangeKind } from 'vscode-languageserver';
import type { FoldingRange } from 'vscode-languageserver';
import { walk } from '../language';
import type { Span } from '../language';
import { trimmed } from './analyses';
import type { Analyzed } from './analyses';

/** Functions, their blocks, texts over several lines, runs of declarations and of comments. */
export function foldingRanges({ document, analysis, text }: Analyzed): FoldingRange[] {
  const { tree } = analysis;
  const found: FoldingRange[] = [];
  const fold = (span: Span, kind?: FoldingRangeKind): void => {
    const { start, end } = trimmed(text, span);
    const startLine = document.positionAt(start).line;
    const endLine = document.positionAt(end).line;
    if (endLine > startLine) found.push({ startLine, endLine, ...(kind ? { kind } : {}) });
  };
  const texts: readonly Span[] = [tree.doc, ...tree.items.map(docOf)].flatMap((doc) =>
    doc ? [doc.span] : [],
  );
  texts.forEach((span) => fold(span, FoldingRangeKind.Comment));
  for (const item of tree.items)
    for (const node of walk(item)) {
      if (node.kind === 'if') {
        node.branches.forEach(({ span, body }) => fold({ ...span, end: endOf(body, span) }));
        const { otherwise, otherwiseSpan } = node;
        if (otherwise && otherwiseSpan)
          fold({ ...otherwiseSpan, end: endOf(otherwise, otherwiseSpan) });
      } else if (node.kind === 'definition' || node.kind === 'for') fold(node.span);
      else if (node.kind === 'call') fold(node.span);
    }
  runs(tree.items.filter(({ kind }) => kind === 'import').map(({ span }) => span)).forEach((span) =>
    fold(span, FoldingRangeKind.Imports),
  );
  runs(tree.items.filter(({ kind }) => kind === 'declaration').map(({ span }) => span)).forEach(
    (span) => fold(span),
  );
  runs(tree.comments.filter(({ ownLine }) => ownLine).map(({ span }) => span)).forEach((span) =>
    fold(span, FoldingRangeKind.Comment),
  );
  return found;

  /** Spans that stand on neighbouring lines, as one. */
  function runs(spans: readonly Span[]): Span[] {
    const joined: Span[] = [];
    for (const span of spans) {
      const last = joined.at(-1);
      const line = document.positionAt(span.start).line;
      if (last && line === document.positionAt(last.end).line + 1)
        joined[joined.length - 1] = { start: last.start, end: span.end };
      else joined.push(span);
    }
    return joined;
  }
}

const docOf = (item: Analyzed['analysis']['tree']['items'][number]): { span: Span } | null =>
  item.kind === 'definition' ? item.doc : null;

const endOf = (body: readonly { span: Span }[], head: Span): number =>
  body.at(-1)?.span.end ?? head.end;
