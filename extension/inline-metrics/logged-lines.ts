import * as vscode from 'vscode';
import { sameStore } from '../../runtime/protocol/store-path';
import { refOf, type RunBook } from '../runs/book';
import type { Runtime } from '../runtime';
import { showsLoggedTags } from '../settings';
import { LineDecorations } from './line-decorations';
import { canLog, loggedTags, type LoggedTag } from './logged-tags';
import { Redraws } from './redraws';
import { RunCurves } from './run-curves';
import { foundTags, tagLines, type FoundTag } from './tag-lines';

/** Often enough to seem live, seldom enough to be read. */
const REDRAW_MS = 250;
/** Nothing moves while somebody types. */
const TYPING_MS = 800;
/** What is written now, not how it was: the other side of a difference has another. */
const SCHEMES = new Set(['file', 'untitled', 'vscode-notebook-cell']);

/**
 * Shows at lines of Python, TypeScript and JavaScript that log a tag how that metric went in the newest run that has it.
 * The runs of optimizer programs are none of theirs.
 */
export class LoggedLines implements vscode.Disposable {
  private readonly decorations = new LineDecorations();
  private readonly redraws = new Redraws(REDRAW_MS, () => this.draw());
  private readonly curves = new RunCurves(() => this.redraws.soon());
  private readonly read = new WeakMap<
    vscode.TextDocument,
    { version: number; tags: LoggedTag[] }
  >();
  private readonly subscriptions: { dispose(): unknown }[];

  /**
   * @param storeOf the store that holds the runs of a file
   * @param search called when runs of other programs are wanted
   */
  constructor(
    runtime: Runtime,
    private readonly book: RunBook,
    private readonly storeOf: (file: vscode.Uri) => string,
    private readonly search: () => void,
  ) {
    const soon = (): void => this.redraws.soon();
    this.subscriptions = [
      this.decorations,
      this.redraws,
      runtime.onReady((connection) => this.curves.connect(connection)),
      runtime.onState(soon),
      book.onChanged(soon),
      book.onReset(soon),
      vscode.window.onDidChangeVisibleTextEditors(soon),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (!canLog(document.languageId)) return;
        this.redraws.hold(TYPING_MS);
        soon();
      }),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('optiscope.loggedTags')) soon();
      }),
    ];
    soon();
  }

  dispose(): void {
    for (const each of this.subscriptions) each.dispose();
  }

  private draw(): void {
    const on = showsLoggedTags();
    const editors = vscode.window.visibleTextEditors.filter(
      ({ document }) => canLog(document.languageId) && SCHEMES.has(document.uri.scheme),
    );
    if (on && editors.length > 0) this.search();
    const found = editors.map(({ document }) => (on ? this.foundIn(document) : []));
    this.curves.want([...new Set(found.flat().map(({ run }) => run))].map(refOf));
    const values = ({ run, tag }: FoundTag): readonly number[] | null =>
      this.curves.values(refOf(run), tag);
    editors.forEach((editor, i) => this.decorations.set(editor, tagLines(found[i]!, values)));
  }

  private foundIn(document: vscode.TextDocument): FoundTag[] {
    const tags = this.tagsOf(document);
    if (tags.length === 0) return [];
    const store = this.storeOf(document.uri);
    return foundTags(
      tags,
      this.book.all().filter((run) => run.log !== undefined && sameStore(run.store, store)),
    );
  }

  private tagsOf(document: vscode.TextDocument): LoggedTag[] {
    const known = this.read.get(document);
    if (known?.version === document.version) return known.tags;
    const tags = loggedTags(document.getText(), document.languageId);
    this.read.set(document, { version: document.version, tags });
    return tags;
  }
}
