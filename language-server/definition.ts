import type { Location, Position } from 'vscode-languageserver';
import { importOf, importPlaceAt, symbolAt } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';
import type { ProgramFiles } from './program-files';

const START = { line: 0, character: 0 };

/**
 * Where the name at a place is declared, or first assigned, be it in another program; null for what the language
 * itself provides.
 */
export function definition(
  program: Analyzed,
  position: Position,
  files: ProgramFiles,
): Location | null {
  const { document, analysis } = program;
  const offset = document.offsetAt(position);
  const place = importPlaceAt(analysis, offset);
  if (place?.name === null) {
    const uri = files.find(document.uri, place.module.name);
    return uri === null ? null : { uri, range: { start: START, end: START } };
  }
  const symbol = symbolAt(analysis, offset)?.symbol;
  const isImported = place !== null || (symbol && importOf(analysis, symbol) !== null);
  const root = isImported ? files.rootAt(program, offset) : null;
  const [found, span] = root
    ? [root.program.document, root.symbol.definition]
    : [document, symbol?.definition ?? null];
  return span === null ? null : { uri: found.uri, range: rangeOf(found, span) };
}
