import * as vscode from 'vscode';
import { isEnded } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import { trainIn } from '../alerts/problems';
import { keyOf, refOf } from '../runs/book';
import { STATE_ICONS } from '../runs/words';
import { showsLens } from '../settings';
import { lensWords } from './lens-words';
import { Redraws, Requests } from './redraws';
import { Speed } from './speed';
import { sameText, writtenText, type ShownRun } from './watched-runs';

/** The editor asks the language server, too, whenever the lens is drawn again. */
const REDRAW_MS = 500;
/** A lens that is not on screen is asked about when it comes there; one that is may take a busy editor long. */
const PATIENCE_MS = 60_000;
const LIVE_ICON = 'pulse';

/** Above `train`, beside what the language server says there: loss, speed and best value of the run that goes on. */
export class TrainLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  // The editor waits for a quiet moment, and drops what it was at: asked too often, a busy one would show nothing.
  private readonly requests = new Requests(PATIENCE_MS, () => this.emitter.fire());
  private readonly redraws = new Redraws(REDRAW_MS, () => {
    if (this.hasNews()) this.requests.soon();
  });
  /** What the editor was told last. */
  private readonly told = new WeakMap<vscode.TextDocument, string | null>();
  private readonly speeds = new Map<string, Speed>();
  readonly onDidChangeCodeLenses = this.emitter.event;

  /** @param shownAt the run that is shown at a document; null for none */
  constructor(private readonly shownAt: (document: vscode.TextDocument) => ShownRun | null) {}

  dispose(): void {
    this.redraws.dispose();
    this.requests.dispose();
    this.emitter.dispose();
  }

  /** A run that is watched has changed. */
  note(run: Run, at: number): void {
    const key = keyOf(refOf(run));
    let speed = this.speeds.get(key);
    if (speed === undefined) this.speeds.set(key, (speed = new Speed()));
    if (run.status === 'running') speed.note(run.step, at);
    else speed.forget();
    if (isEnded(run.status)) this.speeds.delete(key);
  }

  /** What is said may have changed. */
  soon(): void {
    this.redraws.soon();
  }

  hold(ms: number): void {
    this.redraws.hold(ms);
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const lens = this.lensAt(document);
    this.told.set(document, lens?.title ?? null);
    if (lens !== null) return [lens];
    this.requests.answered();
    return [];
  }

  /** The editor asks for this once it has heard from everybody. */
  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    this.requests.answered();
    if (lens instanceof RunLens)
      lens.command = {
        title: lens.title,
        tooltip: 'Show Run',
        command: 'optiscope.showRun',
        arguments: [refOf(lens.run)],
      };
    return lens;
  }

  private hasNews(): boolean {
    return vscode.window.visibleTextEditors.some(
      ({ document }) =>
        (this.lensAt(document)?.title ?? null) !== (this.told.get(document) ?? null),
    );
  }

  private lensAt(document: vscode.TextDocument): RunLens | null {
    const shown = showsLens() ? this.shownAt(document) : null;
    const title = shown === null ? null : this.titleOf(shown, document);
    if (shown === null || title === null) return null;
    const { start, end } = trainIn(document.getText());
    const place = document.positionAt(start);
    return end === 0 ? null : new RunLens(new vscode.Range(place, place), shown.run, title);
  }

  private titleOf(shown: ShownRun, document: vscode.TextDocument): string | null {
    const { run } = shown;
    const hasEnded = isEnded(run.status);
    if (hasEnded && !sameText(writtenText(run), document.getText())) return null;
    const words = lensWords(shown, this.speeds.get(keyOf(refOf(run)))?.perSecond ?? null);
    const icon = hasEnded ? STATE_ICONS[run.status].icon : LIVE_ICON;
    // The editor drops a plain space behind an icon.
    return words === null ? null : `$(${icon})\u00a0${words}`;
  }
}

/** A lens that is yet to be shown. */
class RunLens extends vscode.CodeLens {
  constructor(
    range: vscode.Range,
    readonly run: Run,
    readonly title: string,
  ) {
    super(range);
  }
}
