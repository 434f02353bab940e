import { SymbolKind } from 'vscode-languageserver';
import type { DocumentSymbol } from 'vscode-languageserver';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

/** The outline: declarations and functions, as they stand. */
export function documentSymbols({ document, analysis, text }: Analyzed): DocumentSymbol[] {
  return analysis.tree.items.flatMap((item): DocumentSymbol[] => {
    if (item.kind === 'import' || item.name.name === '') return [];
    const isFunction = item.kind === 'definition';
    const annotation = isFunction ? null : item.annotation;
    return [
      {
        name: item.name.name,
        kind: isFunction
          ? SymbolKind.Function
          : annotation === null
            ? SymbolKind.Constant
            : SymbolKind.Property,
        detail: annotation === null ? '' : text.slice(annotation.span.start, annotation.span.end),
        range: rangeOf(document, item.span),
        selectionRange: rangeOf(document, item.name.span),
      },
    ];
  });
}
