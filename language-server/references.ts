import type { Location, Position } from 'vscode-languageserver';
import { placesOf, symbolAt } from '../language';
import type { ProgramSymbol, Span } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';
import type { Importer, ProgramFiles, Root } from './program-files';

/** Every place of the name at a place, in the order of the text; in all programs, where they share it. */
export function references(
  program: Analyzed,
  position: Position,
  includeDeclaration: boolean,
  files: ProgramFiles,
): Location[] {
  const offset = program.document.offsetAt(position);
  const root = files.rootAt(program, offset);
  const symbol = root?.symbol ?? symbolAt(program.analysis, offset)?.symbol;
  if (!symbol) return [];
  const home = root?.program ?? program;
  const own = placesOf(home.analysis, symbol)
    .map(({ span }) => span)
    .filter(({ start }) => includeDeclaration || start !== symbol.definition?.start);
  return [...locations(home, own), ...(root ? elsewhere(root, files) : [])];
}

const elsewhere = (root: Root, files: ProgramFiles): Location[] =>
  files.importersOf(root).flatMap((importer) => locations(importer.program, placesIn(importer)));

/** Where a program names what it imports: in the import, and wherever it uses it. */
export function placesIn({ program: { analysis }, imported: { name, own } }: Importer): Span[] {
  const symbol = symbolOf(analysis.symbols.all, own.span);
  const uses = symbol ? placesOf(analysis, symbol).map(({ span }) => span) : [own.span];
  return own === name ? uses : [name.span, ...uses];
}

const symbolOf = (all: readonly ProgramSymbol[], { start }: Span): ProgramSymbol | undefined =>
  all.find(({ definition }) => definition?.start === start);

const locations = ({ document }: Analyzed, spans: readonly Span[]): Location[] =>
  spans.map((span) => ({ uri: document.uri, range: rangeOf(document, span) }));
