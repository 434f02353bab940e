import type { Analysis } from '../analyze';
import type { ProgramSymbol } from '../check/symbols';
import type { Import, NameExpression } from '../syntax/tree';

/** A name that a program has from another. */
export interface ImportedName {
  readonly module: NameExpression;
  /** What the other program calls it. */
  readonly name: NameExpression;
  /** What it is called here: the same, unless it is imported `as` something else. */
  readonly own: NameExpression;
}

/** A place in an import: the other program's name, or a name in it. */
export interface ImportPlace {
  readonly module: NameExpression;
  /** Null: the other program itself. */
  readonly name: NameExpression | null;
}

const importsOf = ({ tree }: Analysis): Import[] =>
  tree.items.filter((item): item is Import => item.kind === 'import');

/** The programs that one imports from, as often as it names them. */
export const importedModules = (analysis: Analysis): NameExpression[] =>
  importsOf(analysis).flatMap(({ module }) => (module ? [module] : []));

/** All names that a program imports. */
export const importedNames = (analysis: Analysis): ImportedName[] =>
  importsOf(analysis).flatMap(({ module, names }) =>
    module ? names.map(({ name, alias }) => ({ module, name, own: alias ?? name })) : [],
  );

/** What of an import stands at an offset, if it is no name of this program. */
export function importPlaceAt(analysis: Analysis, offset: number): ImportPlace | null {
  const isHere = ({ span }: NameExpression): boolean => span.start <= offset && offset <= span.end;
  const module = importedModules(analysis).find(isHere);
  if (module) return { module, name: null };
  const original = importedNames(analysis).find(({ name }) => isHere(name));
  return original ? { module: original.module, name: original.name } : null;
}

/** Where a symbol is imported; null for one of this program. */
export const importOf = (analysis: Analysis, { definition }: ProgramSymbol): ImportedName | null =>
  importedNames(analysis).find(({ own }) => own.span.start === definition?.start) ?? null;

/** The functions and constants that other programs may import from this one. */
export const exportedSymbols = (analysis: Analysis): ProgramSymbol[] =>
  analysis.symbols.all.filter(
    (symbol) =>
      (symbol.kind === 'helper' || symbol.kind === 'entry' || symbol.kind === 'constant') &&
      symbol.definition !== null &&
      importOf(analysis, symbol) === null,
  );
