import type { Location, Position } from 'vscode-languageserver';
import { symbolAt } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** Where the name at a place is declared, or first assigned; null for what the language itself provides. */
export function definition({ document, analysis }: Analyzed, position: Position): Location | null {
  const place = symbolAt(analysis, document.offsetAt(position));
  const span = place?.symbol.definition ?? null;
  return span === null ? null : { uri: document.uri, range: rangeOf(document, span) };
}
