import type { Location, Position } from 'vscode-languageserver';
import { placesOf, symbolAt } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** Every place of the name at a place, in the order of the text. */
export function references(
  { document, analysis }: Analyzed,
  position: Position,
  includeDeclaration: boolean,
): Location[] {
  const place = symbolAt(analysis, document.offsetAt(position));
  if (place === null) return [];
  const { symbol } = place;
  return placesOf(analysis, symbol)
    .filter(({ span }) => includeDeclaration || span.start !== symbol.definition?.start)
    .map(({ span }) => ({ uri: document.uri, range: rangeOf(document, span) }));
}
