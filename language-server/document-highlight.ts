import { DocumentHighlightKind } from 'vscode-languageserver';
import type { DocumentHighlight, Position } from 'vscode-languageserver';
import { placesOf, symbolAt } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** The places of a name, those that give it a value apart from those that read it. */
export function documentHighlights(
  { document, analysis }: Analyzed,
  position: Position,
): DocumentHighlight[] {
  const place = symbolAt(analysis, document.offsetAt(position));
  if (place === null) return [];
  return placesOf(analysis, place.symbol).map(({ span, role }) => ({
    range: rangeOf(document, span),
    kind: role === 'read' ? DocumentHighlightKind.Read : DocumentHighlightKind.Write,
  }));
}
