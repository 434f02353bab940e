import * as vscode from 'vscode';
import type { Run } from '../../runtime/protocol/runs';
import { placeOfDocument, placeOfProgram } from '../program-place';
import { refOf, type RunBook } from '../runs/book';
import { titleOf, type AlertMutes } from './mutes';
import { problemsOf, trainIn, type Problem } from './problems';
import { muteKey } from './tellable';

const LANGUAGE = 'optim';
/** Beside the language's own `optim`: what was seen, not what is written. */
const SOURCE = 'optiscope';
const MUTE_COMMAND = 'optiscope.muteAlert';

/**
 * Warns at `train` of open programs whose last run has raised alerts, as long as they stand there as they were trained,
 * and marks the statement in which the first number arose that was not finite.
 */
export class AlertDiagnostics implements vscode.Disposable, vscode.CodeActionProvider {
  private readonly collection = vscode.languages.createDiagnosticCollection('optiscope.alerts');
  private readonly problems = new WeakMap<vscode.Diagnostic, Problem>();
  /** Newest first, by the address of their program; null: to be gathered again. */
  private runs: Map<string, Run[]> | null = null;
  private readonly subscriptions: { dispose(): unknown }[];

  constructor(
    private readonly book: RunBook,
    private readonly mutes: AlertMutes,
  ) {
    this.subscriptions = [
      this.collection,
      book.onReset(() => this.showAll()),
      book.onChanged(({ run, before }) => {
        if (before === null || before.actions.length !== run.actions.length) this.showAll();
      }),
      mutes.onChanged(() => this.showAll()),
      vscode.workspace.onDidOpenTextDocument((document) => this.show(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.show(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)),
      vscode.languages.registerCodeActionsProvider({ language: LANGUAGE }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
      }),
      vscode.commands.registerCommand(MUTE_COMMAND, (key: unknown) =>
        typeof key === 'string' ? mutes.mute(key) : undefined,
      ),
    ];
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  provideCodeActions(
    _document: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    // The editor may hand out copies of what it was given: they are known by their words.
    return diagnostics.flatMap((diagnostic) => {
      const problem = this.problemBehind(diagnostic);
      return problem === undefined ? [] : actionsFor(problem, diagnostic);
    });
  }

  private problemBehind(diagnostic: vscode.Diagnostic): Problem | undefined {
    if (diagnostic.source !== SOURCE) return undefined;
    const known = this.problems.get(diagnostic);
    if (known !== undefined) return known;
    for (const [, all] of this.collection)
      for (const each of all)
        if (each.message === diagnostic.message) return this.problems.get(each);
    return undefined;
  }

  private showAll(): void {
    this.runs = null;
    for (const document of vscode.workspace.textDocuments) this.show(document);
  }

  private show(document: vscode.TextDocument): void {
    const place = document.languageId === LANGUAGE ? placeOfDocument(document.uri) : null;
    if (place === null) return;
    const runs = this.runsAt(place);
    const problems =
      runs.length === 0
        ? []
        : problemsOf(runs, document.getText()).filter(({ alert }) => !this.mutes.isMuted(alert));
    if (problems.length === 0) this.collection.delete(document.uri);
    else
      this.collection.set(
        document.uri,
        problems.flatMap((problem) => this.diagnosticsOf(document, problem)),
      );
  }

  /** At `train` what was noticed, at the statement where it arose that. */
  private diagnosticsOf(document: vscode.TextDocument, problem: Problem): vscode.Diagnostic[] {
    const { start, end } = trainIn(document.getText());
    const train = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const { Warning, Error: Fault } = vscode.DiagnosticSeverity;
    const diagnostics = [new vscode.Diagnostic(train, problem.message, Warning)];
    if (problem.origin !== null) {
      const { range, message } = problem.origin;
      const statement = new vscode.Range(
        new vscode.Position(range.start.line, range.start.character),
        new vscode.Position(range.end.line, range.end.character),
      );
      diagnostics.push(new vscode.Diagnostic(statement, message, Fault));
    }
    for (const diagnostic of diagnostics) {
      diagnostic.source = SOURCE;
      diagnostic.code = problem.alert.kind;
      this.problems.set(diagnostic, problem);
    }
    return diagnostics;
  }

  private runsAt(place: string): readonly Run[] {
    if (this.runs === null) {
      this.runs = new Map();
      for (const run of this.book.all()) {
        if (run.log !== undefined) continue;
        const key = placeOfProgram(run.spec.program);
        const known = this.runs.get(key);
        if (known === undefined) this.runs.set(key, [run]);
        else known.push(run);
      }
    }
    return this.runs.get(place) ?? [];
  }
}

function actionsFor({ run, alert }: Problem, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
  const key = muteKey(alert);
  const action = (title: string, command: string, argument: unknown): vscode.CodeAction => {
    const made = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
    made.diagnostics = [diagnostic];
    made.command = { command, title, arguments: [argument] };
    return made;
  };
  return [
    action('Open the run', 'optiscope.showRun', refOf(run)),
    action(`Mute “${titleOf(key)}” in this workspace`, MUTE_COMMAND, key),
  ];
}
