import { SymbolKind } from 'vscode-languageserver';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  Position,
} from 'vscode-languageserver';
import { symbolAt, walk } from '../language';
import type { CallExpression, Definition } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** The helper or entry function that stands at a place. */
export function prepareCallHierarchy(
  analyzed: Analyzed,
  position: Position,
): CallHierarchyItem[] | null {
  const { document, analysis } = analyzed;
  const kind = symbolAt(analysis, document.offsetAt(position))?.symbol;
  if (kind?.kind !== 'helper' && kind?.kind !== 'entry') return null;
  const found = definitionsOf(analyzed).find(({ name }) => name.name === kind.name);
  return found ? [itemOf(analyzed, found)] : null;
}

/** The functions of the program that call one. */
export const incomingCalls = (analyzed: Analyzed, name: string): CallHierarchyIncomingCall[] =>
  definitionsOf(analyzed).flatMap((caller) => {
    const calls = callsIn(caller).filter(({ callee }) => callee.name === name);
    return calls.length === 0
      ? []
      : [{ from: itemOf(analyzed, caller), fromRanges: rangesOf(analyzed, calls) }];
  });

/** The helpers that a function calls. */
export function outgoingCalls(analyzed: Analyzed, name: string): CallHierarchyOutgoingCall[] {
  const definitions = definitionsOf(analyzed);
  const calls = definitions
    .filter((each) => each.name.name === name)
    .flatMap((caller) => callsIn(caller));
  return definitions.flatMap((callee) => {
    const own = calls.filter((call) => call.callee.name === callee.name.name);
    return own.length === 0
      ? []
      : [{ to: itemOf(analyzed, callee), fromRanges: rangesOf(analyzed, own) }];
  });
}

const definitionsOf = ({ analysis }: Analyzed): Definition[] =>
  analysis.tree.items.filter((item) => item.kind === 'definition');

const callsIn = ({ body }: Definition): CallExpression[] =>
  body.flatMap((statement) => [...walk(statement)].filter((node) => node.kind === 'call'));

const rangesOf = ({ document }: Analyzed, calls: readonly CallExpression[]) =>
  calls.map(({ callee }) => rangeOf(document, callee.span));

const itemOf = ({ document }: Analyzed, { name, parameters, span }: Definition) => ({
  name: name.name,
  detail: `(${parameters.map((parameter) => parameter.name).join(', ')})`,
  kind: SymbolKind.Function,
  uri: document.uri,
  range: rangeOf(document, span),
  selectionRange: rangeOf(document, name.span),
});
