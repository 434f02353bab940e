import { CodeActionKind } from 'vscode-languageserver';
import type { CodeAction, CodeActionContext, Range, WorkspaceEdit } from 'vscode-languageserver';
import { overlap, refactorings } from '../language';
import type { Diagnostic, Edit, Fix, Refactoring } from '../language';
import { rangeOf, textEdits } from './analyses';
import type { Analyzed } from './analyses';
import { protocolDiagnostic } from './diagnostics';

/** The kinds of actions that there are, as the editor's menus and `editor.codeActionsOnSave` name them. */
export const CODE_ACTION_KINDS: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  CodeActionKind.SourceFixAll,
];

const KIND: Readonly<Record<Refactoring['kind'], CodeActionKind>> = {
  extract: CodeActionKind.RefactorExtract,
  inline: CodeActionKind.RefactorInline,
  rewrite: CodeActionKind.RefactorRewrite,
};

/** The repairs that diagnostics within a range bring along, what else may be done there, and all repairs at once. */
export function codeActions(
  analyzed: Analyzed,
  range: Range,
  { only }: Pick<CodeActionContext, 'only'>,
): CodeAction[] {
  const { document, analysis } = analyzed;
  const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
  const isWanted = ({ kind = '' }: CodeAction): boolean =>
    only === undefined || only.some((each) => kind === each || kind.startsWith(`${each}.`));
  const fixes = analysis.diagnostics
    .filter((each) => each.span.start <= span.end && each.span.end >= span.start)
    .flatMap((diagnostic) => fixesOf(analyzed, diagnostic));
  const rebuilt = refactorings(analysis, span).map(({ title, kind, edits }) => ({
    title,
    kind: KIND[kind],
    edit: workspaceEdit(analyzed, edits),
  }));
  return [...fixes, ...rebuilt, ...simplification(analyzed, range), ...fixAll(analyzed)].filter(
    isWanted,
  );
}

/** Codes that say that a program could do with less. */
const WORDY: ReadonlySet<string> = new Set(['A11', 'A12', 'A13', 'D1', 'D2', 'D9']);

/** Simplify Program, at the head of the entry function and where a lint says that less would do. */
function simplification({ document, analysis }: Analyzed, { start, end }: Range): CodeAction[] {
  const { tree, program, diagnostics } = analysis;
  const touches = (place: Range): boolean =>
    place.start.line <= end.line && start.line <= place.end.line;
  const isHead = tree.items.some(
    (item) =>
      item.kind === 'definition' &&
      item.name.name === program?.entry &&
      touches(rangeOf(document, item.name.span)),
  );
  const isWordy = diagnostics.some(
    ({ code, span }) => WORDY.has(code) && touches(rangeOf(document, span)),
  );
  if (program === null || !(isHead || isWordy)) return [];
  const title = 'Simplify Program';
  const command = { title, command: 'optiscope.simplifyProgram', arguments: [document.uri] };
  return [{ title, kind: CodeActionKind.RefactorRewrite, command }];
}

const workspaceEdit = ({ document }: Analyzed, edits: readonly Edit[]): WorkspaceEdit => ({
  changes: { [document.uri]: textEdits(document, edits) },
});

function fixesOf(analyzed: Analyzed, diagnostic: Diagnostic): CodeAction[] {
  const fixes = diagnostic.fixes ?? [];
  return fixes.map(({ title, edits }) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [protocolDiagnostic(analyzed, diagnostic)],
    // The one repair that there is may be taken without a look at others.
    isPreferred: fixes.length === 1,
    edit: workspaceEdit(analyzed, edits),
  }));
}

/** Every repair that leaves no choice, but for those that would touch what another already changes. */
function fixAll(analyzed: Analyzed): CodeAction[] {
  const taken: Edit[] = [];
  const fits = ({ edits }: Fix): boolean =>
    edits.every((edit) => taken.every((other) => !overlap(edit, other)));
  for (const { fixes } of analyzed.analysis.diagnostics) {
    const [fix, ...others] = fixes ?? [];
    if (fix && others.length === 0 && fits(fix)) taken.push(...fix.edits);
  }
  return taken.length === 0
    ? []
    : [
        {
          title: 'Fix all that Optiscope can fix',
          kind: CodeActionKind.SourceFixAll,
          edit: workspaceEdit(analyzed, taken),
        },
      ];
}
