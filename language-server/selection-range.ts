import type { Position, SelectionRange } from 'vscode-languageserver';
import { pathTo } from '../language';
import type { Span, SyntaxNode } from '../language';
import { rangeOf, trimmed } from './analyses';
import type { Analyzed } from './analyses';

/** What "expand selection" takes at each place: name, expression, statement, branch, block, function, file. */
export function selectionRanges(
  { document, analysis, text }: Analyzed,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => {
    const offset = document.offsetAt(position);
    const whole = { start: 0, end: text.length };
    const path = pathTo(analysis.tree, offset);
    const spans = [whole, ...path.flatMap((node) => spansIn(node, offset))];
    let range: SelectionRange = { range: rangeOf(document, whole) };
    for (const span of spans.slice(1)) {
      const inner = rangeOf(document, trimmed(text, span));
      if (sameRange(inner, range.range)) continue;
      range = { range: inner, parent: range };
    }
    return range;
  });
}

/** The spans around an offset that a node stands for, outer ones first. */
function spansIn(node: SyntaxNode, offset: number): Span[] {
  const blocks: (readonly { readonly span: Span }[])[] = [];
  const own: Span[] = [node.span];
  switch (node.kind) {
    case 'definition':
    case 'for':
      blocks.push(node.body);
      break;
    case 'if':
      own.push(...node.branches.map(({ span }) => span));
      blocks.push(...node.branches.map(({ body }) => body), node.otherwise ?? []);
      break;
    case 'call':
      blocks.push(node.args);
      break;
    default:
  }
  const ofBlocks = blocks.flatMap((block) => {
    const [first, last] = [block[0], block.at(-1)];
    return first && last ? [{ start: first.span.start, end: last.span.end }] : [];
  });
  return [...own, ...ofBlocks].filter(({ start, end }) => start <= offset && offset <= end);
}

const sameRange = (a: SelectionRange['range'], b: SelectionRange['range']): boolean =>
  a.start.line === b.start.line &&
  a.start.character === b.start.character &&
  a.end.line === b.end.line &&
  a.end.character === b.end.character;
