import * as vscode from 'vscode';
import { isEnded } from '../../runtime/protocol/runs';
import { refOf } from '../runs/book';
import type { Runtime } from '../runtime';
import { keptLines } from './kept-lines';
import { LineDecorations } from './line-decorations';
import type { LineFigures } from './line-figures';
import { Redraws } from './redraws';
import { StatementBook } from './statement-book';
import { statementLines } from './statement-lines';
import { sameText, writtenText, type ShownRun } from './watched-runs';

const REDRAW_MS = 200;

interface Kept {
  readonly version: number;
  readonly before: string;
  readonly lines: readonly (number | null)[];
}

/** Shows at each statement of a program what it gives while a run of it trains, and what it gave last. */
export class ProgramFigures implements vscode.Disposable {
  private readonly decorations = new LineDecorations();
  private readonly redraws = new Redraws(REDRAW_MS, () => this.draw());
  private readonly statements = new StatementBook(() => this.redraws.soon());
  private readonly kept = new WeakMap<vscode.TextDocument, Kept>();
  private readonly connected: { dispose(): void };

  /** @param shownAt the run that is shown at a document; null for none */
  constructor(
    runtime: Runtime,
    private readonly shownAt: (document: vscode.TextDocument) => ShownRun | null,
  ) {
    this.connected = runtime.onReady((connection) => this.statements.connect(connection));
  }

  dispose(): void {
    this.connected.dispose();
    this.redraws.dispose();
    this.decorations.dispose();
  }

  /** What is shown may have changed. */
  soon(): void {
    this.redraws.soon();
  }

  hold(ms: number): void {
    this.redraws.hold(ms);
  }

  private draw(): void {
    const editors = vscode.window.visibleTextEditors.filter(
      ({ document }) => document.languageId === 'optim',
    );
    const shown = editors.map(({ document }) => this.shownAt(document));
    this.statements.want(
      shown.flatMap((each) => (each === null || isEnded(each.run.status) ? [] : [refOf(each.run)])),
    );
    editors.forEach((editor, i) => {
      const figures = shown[i] === null ? [] : this.figuresOf(editor.document, shown[i]!);
      this.decorations.set(editor, figures);
    });
  }

  private figuresOf(document: vscode.TextDocument, shown: ShownRun): LineFigures[] {
    const { run } = shown;
    const observed = this.statements.of(refOf(run));
    if (observed === null) return [];
    if (isEnded(run.status) && !sameText(writtenText(run), document.getText())) return [];
    const trained = observed.layout?.source === 'text' ? run.spec.program.text : writtenText(run);
    const lines = this.linesOf(document, trained);
    return statementLines(observed, shown, (line) => lines[line] ?? null);
  }

  /** Where the lines of the program that was trained stand in the document now. */
  private linesOf(document: vscode.TextDocument, before: string): readonly (number | null)[] {
    const known = this.kept.get(document);
    if (known?.version === document.version && known.before === before) return known.lines;
    const lines = keptLines(before, document.getText());
    this.kept.set(document, { version: document.version, before, lines });
    return lines;
  }
}
