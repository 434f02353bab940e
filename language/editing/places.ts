import type { Analysis } from '../analyze';
import type { Occurrence, ProgramSymbol } from '../check/symbols';
import type { Item, NameExpression } from '../syntax/tree';
import { childrenOf, type SyntaxNode } from '../syntax/walk';

/** A symbol and the place of it that was asked for. */
export interface SymbolPlace {
  readonly symbol: ProgramSymbol;
  readonly span: { readonly start: number; readonly end: number };
}

/** The symbol at an offset, also in code that is never reached and so was never checked. */
export function symbolAt(analysis: Analysis, offset: number): SymbolPlace | null {
  const found = analysis.symbols.at(offset);
  if (found) return { symbol: found.symbol, span: found.occurrence.span };
  for (const { node, item, called } of unclaimedNames(analysis)) {
    if (node.span.start > offset || offset > node.span.end) continue;
    const symbol = analysis.symbols.all.find((each) => owns(analysis, each, node, item, called));
    return symbol ? { symbol, span: node.span } : null;
  }
  return null;
}

/** All places of a symbol in the order of the text: those of the checker, and its name in code never reached. */
export function placesOf(analysis: Analysis, symbol: ProgramSymbol): readonly Occurrence[] {
  const unreached = unclaimedNames(analysis)
    .filter(({ node, item, called }) => owns(analysis, symbol, node, item, called))
    .map(({ node, assigned }) => ({
      span: node.span,
      role: assigned ? ('write' as const) : ('read' as const),
      type: null,
      certain: true,
      operand: null,
    }));
  return [...symbol.occurrences, ...unreached].sort((a, b) => a.span.start - b.span.start);
}

interface Unclaimed {
  readonly node: NameExpression;
  readonly item: Item;
  /** It stands before the parenthesis of a call. */
  readonly called: boolean;
  readonly assigned: boolean;
}

/** Names in the text that belong to no symbol of the checker. */
function unclaimedNames(analysis: Analysis): Unclaimed[] {
  const claimed = new Set(
    analysis.symbols.all.flatMap(({ occurrences }) => occurrences.map(({ span }) => span.start)),
  );
  const found: Unclaimed[] = [];
  const visit = (node: SyntaxNode, parent: SyntaxNode, item: Item): void => {
    if (node.kind === 'name' && !claimed.has(node.span.start))
      found.push({
        node,
        item,
        called: parent.kind === 'call' && parent.callee === node,
        assigned: parent.kind === 'assign' && parent.targets.includes(node),
      });
    for (const child of childrenOf(node)) visit(child, node, item);
  };
  for (const item of analysis.tree.items)
    if (item.kind === 'definition') for (const statement of item.body) visit(statement, item, item);
  return found;
}

const isFunction = ({ kind }: ProgramSymbol): boolean =>
  kind === 'function' || kind === 'helper' || kind === 'entry';

/** Whether a name that the checker has not reached would mean that symbol. */
function owns(
  { symbols }: Analysis,
  symbol: ProgramSymbol,
  node: NameExpression,
  item: Item,
  called: boolean,
): boolean {
  if (symbol.name !== node.name || isFunction(symbol) !== called) return false;
  if (symbol.scope) return symbol.scope.start === item.span.start;
  const isLocal = (other: ProgramSymbol): boolean =>
    other.name === node.name && other.scope?.start === item.span.start && !isFunction(other);
  if (!called && symbols.all.some(isLocal)) return false;
  // A slot is known to the entry functions that name it, a helper's namesake is another value.
  if (symbol.kind !== 'slot' && symbol.kind !== 'input') return true;
  return symbol.occurrences.some(
    ({ span }) => span.start >= item.span.start && span.end <= item.span.end,
  );
}
