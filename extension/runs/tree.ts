import * as vscode from 'vscode';
import { isEnded } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import type { RunRef } from '../../runtime/protocol/messages';
import { refOf } from './book';
import type { RunBook, RunEvent } from './book';
import { groupRuns } from './groups';
import type { RunGroup } from './groups';
import { lineWords } from './line';
import { STATE_ICONS, runContext, runTitle, runTooltip } from './words';

/** Changes that come faster than this are drawn together. */
const REDRAW_MS = 200;

export interface GroupNode {
  readonly kind: 'group';
  readonly group: RunGroup;
}

/** A run by its name; what it is at the moment, the book knows. */
export interface RunNode {
  readonly kind: 'run';
  readonly ref: RunRef;
}

export type Node = GroupNode | RunNode;

const keyOf = ({ store, run }: RunRef): string => `${store}/${run}`;

/** The runs of this window: live ones first, then by day. */
export class RunTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #book: RunBook;
  readonly #bytesOf: (ref: RunRef) => Promise<number | null>;
  readonly #changed = new vscode.EventEmitter<Node[] | undefined>();
  readonly #subscriptions: { dispose(): void }[];
  /** The editor knows a line by its object. */
  readonly #nodes = new Map<string, RunNode>();
  /** Lines to draw again; null: the whole tree. */
  #stale: Set<RunNode> | null = new Set();
  #redraw: ReturnType<typeof setTimeout> | null = null;
  readonly onDidChangeTreeData = this.#changed.event;

  /** `bytesOf` tells what a run takes on disk; null where nobody can say. */
  constructor(book: RunBook, bytesOf: (ref: RunRef) => Promise<number | null>) {
    this.#book = book;
    this.#bytesOf = bytesOf;
    this.#subscriptions = [
      this.#changed,
      book.onChanged((event) => this.#update(event)),
      book.onReset(() => this.#schedule(null)),
    ];
  }

  dispose(): void {
    if (this.#redraw !== null) clearTimeout(this.#redraw);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined)
      return groupRuns(this.#book.all(), Date.now()).map((group) => ({ kind: 'group', group }));
    return node.kind === 'group' ? node.group.runs.map((run) => this.#nodeOf(refOf(run))) : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'group') return groupItem(node.group);
    const run = this.#book.get(node.ref);
    return run === undefined ? new vscode.TreeItem(node.ref.run) : runItem(run);
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    const run = node.kind === 'run' ? this.#book.get(node.ref) : undefined;
    if (run === undefined) return item;
    const bytes = run.log === undefined ? await this.#bytesOf(refOf(run)) : null;
    item.tooltip = new vscode.MarkdownString(runTooltip(run, Date.now(), bytes));
    return item;
  }

  #nodeOf(ref: RunRef): RunNode {
    const key = keyOf(ref);
    const node = this.#nodes.get(key) ?? { kind: 'run', ref };
    this.#nodes.set(key, node);
    return node;
  }

  #update({ run, before }: RunEvent): void {
    const moves =
      before === null ||
      isEnded(before.status) !== isEnded(run.status) ||
      (before.status === 'queued') !== (run.status === 'queued') ||
      before.place !== run.place;
    this.#schedule(moves ? null : this.#nodeOf(refOf(run)));
  }

  #schedule(node: RunNode | null): void {
    if (node === null) this.#stale = null;
    else this.#stale?.add(node);
    this.#redraw ??= setTimeout(() => {
      const stale = this.#stale;
      this.#redraw = null;
      this.#stale = new Set();
      this.#changed.fire(stale === null ? undefined : [...stale]);
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
  const description = lineWords(run);
  item.id = keyOf(refOf(run));
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
