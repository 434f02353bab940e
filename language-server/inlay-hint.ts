import { InlayHintKind } from 'vscode-languageserver';
import type { InlayHint, Range } from 'vscode-languageserver';
import { describeType } from '../language';
import type { ProgramSymbol, ValueType } from '../language';
import type { Analyzed } from './analyses';

const KINDS: ReadonlySet<ProgramSymbol['kind']> = new Set(['slot', 'local', 'parameter']);

/** Behind each name, where it gets a value of another extent than before: how much of the model one value covers. */
export function inlayHints({ document, analysis }: Analyzed, range: Range): InlayHint[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  return analysis.symbols.all
    .filter(({ kind }) => KINDS.has(kind))
    .flatMap(({ occurrences }) => {
      let shown: string | null = null;
      return occurrences.flatMap(({ span, role, type }): InlayHint[] => {
        if (role === 'read' || type === null) return [];
        const label = typeLabel(type);
        const isNew = label !== shown;
        shown = label;
        if (!isNew || span.end < start || span.end > end) return [];
        const position = document.positionAt(span.end);
        return [{ position, label, kind: InlayHintKind.Type, tooltip: describeType(type) }];
      });
    })
    .sort((a, b) => document.offsetAt(a.position) - document.offsetAt(b.position));
}

const typeLabel = ({ kind, extent }: ValueType): string =>
  kind === 'num' ? `: ${extent}` : `: ${extent} bool`;
