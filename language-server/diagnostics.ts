import { DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import type { Diagnostic as ProtocolDiagnostic } from 'vscode-languageserver';
import { shownDiagnostics } from '../language';
import type { Diagnostic, Severity } from '../language';
import { rangeOf } from './analyses';
import type { Analyzed } from './analyses';

const SEVERITY: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Codes that say that something has no effect: the editor draws it faded. */
const WITHOUT_EFFECT: ReadonlySet<string> = new Set(['D1', 'D2', 'D4', 'D5']);

/** What Problems shows of a program. */
export const diagnosticsOf = (analyzed: Analyzed): ProtocolDiagnostic[] =>
  shownDiagnostics(analyzed.analysis).map((each) => protocolDiagnostic(analyzed, each));

/** What stands in the way of training it, too. */
export const allDiagnosticsOf = (analyzed: Analyzed): ProtocolDiagnostic[] =>
  analyzed.analysis.diagnostics.map((each) => protocolDiagnostic(analyzed, each));

export function protocolDiagnostic(
  { document }: Analyzed,
  { code, severity, message, span, related }: Diagnostic,
): ProtocolDiagnostic {
  return {
    source: 'optim',
    code,
    severity: SEVERITY[severity],
    message,
    range: rangeOf(document, span),
    ...(WITHOUT_EFFECT.has(code) ? { tags: [DiagnosticTag.Unnecessary] } : {}),
    ...(related === undefined
      ? {}
      : {
          relatedInformation: related.map((place) => ({
            location: { uri: document.uri, range: rangeOf(document, place.span) },
            message: place.message,
          })),
        }),
  };
}
