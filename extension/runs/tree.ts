import * as vscode from 'vscode';
import { isEnded, isPinned } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import type { RunRef } from '../../runtime/protocol/messages';
import { clock } from '../clock';
import { refOf } from './book';
import type { RunBook, RunEvent } from './book';
import { groupRuns } from './groups';
import { lineWords } from './line';
import { tellingWords } from './telling';
import { TreeRedraws, type Placed, type Redraw } from './tree-redraws';
import { STATE_ICONS, runContext, runTitle, runTooltip } from './words';

/** Older runs than these are looked for in the table; telling thousands apart would hold up what comes in. */
const MOST_TOLD_APART = 2000;

/** A group by its name; what stands in it, the tree knows. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
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
  readonly #redraws: TreeRedraws;
  /** The editor knows a line by its object. */
  readonly #groups = new Map<string, GroupNode>();
  readonly #nodes = new Map<string, RunNode>();
  /** What tells runs of one title apart, by line. */
  #telling: ReadonlyMap<string, string> = new Map();
  readonly onDidChangeTreeData = this.#changed.event;

  /** `bytesOf` tells what a run takes on disk; null where nobody can say. */
  constructor(book: RunBook, bytesOf: (ref: RunRef) => Promise<number | null>) {
    this.#book = book;
    this.#bytesOf = bytesOf;
    const source = {
      places: () => this.#places(),
      look: (line: string) => this.#lookOf(line),
    };
    this.#redraws = new TreeRedraws(source, (what) => this.#draw(what), clock);
    this.#subscriptions = [
      this.#changed,
      this.#redraws,
      book.onChanged((event) => this.#update(event)),
      book.onReset(() => this.#redraws.reset()),
    ];
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return this.#redraws.begin().map(({ id }) => this.#groupOf(id));
    if (node.kind === 'run') return [];
    const lines = this.#redraws.places.find(({ id }) => id === node.id)?.lines ?? [];
    return lines.map((line) => this.#nodes.get(line)!);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if (node.kind === 'group') return this.#groupItem(node);
    this.#redraws.drawn(keyOf(node.ref));
    const run = this.#book.get(node.ref);
    return run === undefined ? new vscode.TreeItem(node.ref.run) : runItem(run, this.#wordsOf(run));
  }

  async resolveTreeItem(item: vscode.TreeItem, node: Node): Promise<vscode.TreeItem> {
    const run = node.kind === 'run' ? this.#book.get(node.ref) : undefined;
    if (run === undefined) return item;
    const bytes = run.log === undefined ? await this.#bytesOf(refOf(run)) : null;
    item.tooltip = new vscode.MarkdownString(runTooltip(run, Date.now(), bytes));
    return item;
  }

  #places(): Placed[] {
    const all = this.#book.all();
    this.#tellApart(all);
    return groupRuns(all, Date.now()).map(({ id, title, runs }) => ({
      id,
      title,
      lines: runs.map((run) => keyOf(this.#nodeOf(refOf(run)).ref)),
    }));
  }

  /** A run that comes may make others' lines say more, one that goes less. */
  #tellApart(runs: readonly Run[]): void {
    const before = this.#telling;
    this.#telling = new Map(
      Array.from(tellingWords(runs.slice(0, MOST_TOLD_APART)), ([run, words]) => [
        keyOf(refOf(run)),
        words,
      ]),
    );
    for (const line of new Set([...before.keys(), ...this.#telling.keys()]))
      if (before.get(line) !== this.#telling.get(line)) this.#redraws.changed(line, false);
  }

  #wordsOf(run: Run): string {
    return lineWords(run, this.#telling.get(keyOf(refOf(run))));
  }

  /** All that the line of a run shows. */
  #lookOf(line: string): string {
    const node = this.#nodes.get(line);
    const run = node && this.#book.get(node.ref);
    if (run === undefined) return '';
    return [runTitle(run), this.#wordsOf(run), run.status, runContext(run)].join('\n');
  }

  #groupOf(id: string): GroupNode {
    const node = this.#groups.get(id) ?? { kind: 'group', id };
    this.#groups.set(id, node);
    return node;
  }

  #nodeOf(ref: RunRef): RunNode {
    const key = keyOf(ref);
    const node = this.#nodes.get(key) ?? { kind: 'run', ref };
    this.#nodes.set(key, node);
    return node;
  }

  #groupItem({ id }: GroupNode): vscode.TreeItem {
    const title = this.#redraws.places.find((group) => group.id === id)?.title ?? '';
    const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Expanded);
    item.id = id;
    item.contextValue = 'group';
    return item;
  }

  #update({ run, before }: RunEvent): void {
    const moves =
      before === null ||
      isEnded(before.status) !== isEnded(run.status) ||
      (before.status === 'queued') !== (run.status === 'queued') ||
      before.place !== run.place ||
      (before.resolved === null) !== (run.resolved === null) ||
      runTitle(before) !== runTitle(run) ||
      isPinned(before) !== isPinned(run);
    if (moves) this.#redraws.moved();
    this.#redraws.changed(keyOf(refOf(run)), before !== null && isProgress(before, run));
  }

  #draw(what: Redraw): void {
    if (what === 'tree') {
      this.#changed.fire(undefined);
      return;
    }
    const lines = what.lines.map((line) => this.#nodes.get(line)!);
    this.#changed.fire([...what.groups.map((id) => this.#groupOf(id)), ...lines]);
  }
}

/** Whether a run has only come further. */
const isProgress = (before: Run, run: Run): boolean =>
  before.status === run.status &&
  before.actions.length === run.actions.length &&
  runTitle(before) === runTitle(run);

function runItem(run: Run, description: string): vscode.TreeItem {
  const item = new vscode.TreeItem(runTitle(run));
  const { icon, color } = STATE_ICONS[run.status];
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
