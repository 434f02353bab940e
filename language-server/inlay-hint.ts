import { InlayHintKind } from 'vscode-languageserver';
import type { InlayHint, Range } from 'vscode-languageserver';
import { describeType } from '../language';
import type { ProgramSymbol, ValueType } from '../language';
import type { Analyzed } from './analyses';
import { factsOf } from './facts';

const KINDS: ReadonlySet<ProgramSymbol['kind']> = new Set(['slot', 'local', 'parameter']);

/** Behind each name, where it gets a value of another kind than before: how much of the model one covers, and its unit. */
export function inlayHints({ document, analysis }: Analyzed, range: Range): InlayHint[] {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const facts = factsOf(analysis);
  return analysis.symbols.all
    .filter(({ kind }) => KINDS.has(kind))
    .flatMap(({ occurrences }) => {
      let shown: string | null = null;
      return occurrences.flatMap(({ span, role, type, operand }): InlayHint[] => {
        if (role === 'read' || type === null) return [];
        const unit =
          type.kind === 'num' && operand !== null ? (facts?.unit(operand) ?? null) : null;
        const label = typeLabel(type) + (unit === null || unit === '1' ? '' : `, ${unit}`);
        const isNew = label !== shown;
        shown = label;
        if (!isNew || span.end < start || span.end > end) return [];
        const position = document.positionAt(span.end);
        return [{ position, label, kind: InlayHintKind.Type, tooltip: tooltip(type, unit) }];
      });
    })
    .sort((a, b) => document.offsetAt(a.position) - document.offsetAt(b.position));
}

const tooltip = (type: ValueType, unit: string | null): string =>
  `${describeType(type)}${unit === null ? '' : unit === '1' ? ', without a unit' : `, in the unit ${unit}`}`;

const typeLabel = ({ kind, extent }: ValueType): string =>
  kind === 'num' ? `: ${extent}` : `: ${extent} bool`;
