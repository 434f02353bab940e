import * as vscode from 'vscode';
import type { Run } from '../../runtime/protocol/runs';
import type { RunBook } from './book';
import { refOf } from './book';
import { groupRuns } from './groups';
import type { RunGroup } from './groups';
import { STATE_ICONS, runContext, runDescription, runTitle, runTooltip } from './words';

/** Changes that come faster than this are drawn together. */
const REDRAW_MS = 200;

export type RunNode =
  | { readonly kind: 'group'; readonly group: RunGroup }
  | { readonly kind: 'run'; readonly run: Run };

/** The runs of this window: live ones first, then by day. */
export class RunTree implements vscode.TreeDataProvider<RunNode>, vscode.Disposable {
  readonly #book: RunBook;
  readonly #changed = new vscode.EventEmitter<RunNode | undefined>();
  readonly #subscriptions: { dispose(): void }[];
  #redraw: ReturnType<typeof setTimeout> | null = null;
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(book: RunBook) {
    this.#book = book;
    this.#subscriptions = [
      this.#changed,
      book.onChanged(() => this.#schedule()),
      book.onReset(() => this.#schedule()),
    ];
  }

  dispose(): void {
    if (this.#redraw !== null) clearTimeout(this.#redraw);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  getChildren(node?: RunNode): RunNode[] {
    if (node === undefined)
      return groupRuns(this.#book.all(), Date.now()).map((group) => ({ kind: 'group', group }));
    return node.kind === 'group' ? node.group.runs.map((run) => ({ kind: 'run', run })) : [];
  }

  getTreeItem(node: RunNode): vscode.TreeItem {
    return node.kind === 'group' ? groupItem(node.group) : runItem(node.run);
  }

  resolveTreeItem(item: vscode.TreeItem, node: RunNode): vscode.TreeItem {
    if (node.kind === 'run')
      item.tooltip = new vscode.MarkdownString(runTooltip(node.run, Date.now()));
    return item;
  }

  #schedule(): void {
    this.#redraw ??= setTimeout(() => {
      this.#redraw = null;
      this.#changed.fire(undefined);
    }, REDRAW_MS);
  }
}

function groupItem(group: RunGroup): vscode.TreeItem {
  const item = new vscode.TreeItem(group.title, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.contextValue = 'group';
  return item;
}

function runItem(run: Run): vscode.TreeItem {
  const item = new vscode.TreeItem(runTitle(run));
  const { icon, color } = STATE_ICONS[run.status];
  const description = runDescription(run);
  item.id = `${run.store}/${run.id}`;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(
    icon,
    color === null ? undefined : new vscode.ThemeColor(color),
  );
  item.contextValue = runContext(run);
  item.accessibilityInformation = { label: `${runTitle(run)}, ${run.status}, ${description}` };
  item.command = { command: 'optiscope.showRun', title: 'Show Run', arguments: [refOf(run)] };
  return item;
}
