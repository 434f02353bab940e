import type { Analysis } from '../analyze';
import type { ProgramSymbol } from '../check/symbols';
import type { Span } from '../diagnostics';
import { findFunction } from '../functions';
import { isName } from '../syntax/words';
import type { Edit } from './edit';
import { placesOf, symbolAt } from './places';

/** Why something cannot be done, as a sentence. */
export interface Refusal {
  readonly refusal: string;
}

/** The name at an offset if it may be renamed; null where there is none. */
export function renameable(
  analysis: Analysis,
  offset: number,
): { readonly span: Span; readonly name: string } | Refusal | null {
  const place = symbolAt(analysis, offset);
  if (!place) return null;
  const { symbol, span } = place;
  const { name, kind, definition } = symbol;
  if (kind === 'function')
    return { refusal: `\`${name}\` is a function of the language; it cannot be renamed.` };
  if (kind === 'entry')
    return { refusal: `\`${name}\` is called by the runtime; it cannot be renamed.` };
  if (kind === 'input' || definition === null)
    return { refusal: `\`${name}\` is given by the runtime; it cannot be renamed.` };
  return { span, name };
}

/** Renames what stands at an offset everywhere in its program: parameter, assignments, declaration, returns. */
export function rename(
  analysis: Analysis,
  offset: number,
  name: string,
): readonly Edit[] | Refusal {
  const found = renameable(analysis, offset);
  if (!found) return { refusal: 'There is no name here to rename.' };
  if ('refusal' in found) return found;
  const { symbol } = symbolAt(analysis, offset)!;
  if (name === symbol.name) return [];
  const obstacle = obstacleTo(analysis, symbol, name);
  if (obstacle) return { refusal: obstacle };
  return placesOf(analysis, symbol).map(({ span }) => ({ span, text: name }));
}

/** Names that the runtime gives a meaning to in some function, declared or not. */
const GIVEN: ReadonlySet<string> = new Set(['w', 'g', 'update', 'lr']);

function obstacleTo(analysis: Analysis, symbol: ProgramSymbol, name: string): string | null {
  if (!isName(name))
    return `\`${name}\` cannot be a name: one has letters, digits and \`_\`, starts with no digit and is no keyword.`;
  const isHelper = symbol.kind === 'helper';
  const function_ = findFunction(name);
  const isConstant = function_?.signature.arguments.length === 0;
  if (function_ && (isHelper || isConstant))
    return `\`${name}\` is a function of the language; choose another name.`;
  if (!isHelper && GIVEN.has(name))
    return `\`${name}\` is given by the runtime; choose another name.`;
  const other = analysis.symbols.all.find(
    (each) => each !== symbol && each.name === name && wouldMeet(symbol, each),
  );
  return other
    ? `There is already ${wordsFor(other)} \`${name}\` here; choose another name.`
    : null;
}

/** Whether two symbols of one name would be mistaken for each other. */
function wouldMeet(symbol: ProgramSymbol, other: ProgramSymbol): boolean {
  const isFunction = ({ kind }: ProgramSymbol): boolean =>
    kind === 'function' || kind === 'helper' || kind === 'entry';
  if (isFunction(symbol) !== isFunction(other)) return false;
  if (!symbol.scope || !other.scope) return true;
  return symbol.scope.start === other.scope.start;
}

function wordsFor({ kind }: ProgramSymbol): string {
  switch (kind) {
    case 'hyper':
      return 'a hyperparameter';
    case 'input':
      return 'something that the runtime gives, named';
    case 'entry':
    case 'function':
    case 'helper':
      return 'a function';
    default:
      return `a ${kind}`;
  }
}
