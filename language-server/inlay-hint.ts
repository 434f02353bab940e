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
  const found: { readonly end: number; readonly label: string; readonly tooltip: string }[] = [];
  for (const { kind, occurrences } of analysis.symbols.all) {
    if (!KINDS.has(kind)) continue;
    let shown: string | null = null;
    for (const { span, role, type, operand } of occurrences) {
      if (role === 'read' || type === null) continue;
      const unit = type.kind === 'num' && operand !== null ? (facts?.unit(operand) ?? null) : null;
      const label = typeLabel(type) + (unit === null || unit === '1' ? '' : `, ${unit}`);
      const isNew = label !== shown;
      shown = label;
      if (isNew && start <= span.end && span.end <= end)
        found.push({ end: span.end, label, tooltip: tooltip(type, unit) });
    }
  }
  return found
    .sort((a, b) => a.end - b.end)
    .map(({ end, label, tooltip }) => ({
      position: document.positionAt(end),
      label,
      kind: InlayHintKind.Type,
      tooltip,
    }));
}

const tooltip = (type: ValueType, unit: string | null): string =>
  `${describeType(type)}${unit === null ? '' : unit === '1' ? ', without a unit' : `, in the unit ${unit}`}`;

const typeLabel = ({ kind, extent }: ValueType): string =>
  kind === 'num' ? `: ${extent}` : `: ${extent} bool`;
