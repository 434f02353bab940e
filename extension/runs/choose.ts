import * as vscode from 'vscode';
import type { RunRef } from '../../runtime/protocol/messages';
import type { Run } from '../../runtime/protocol/runs';
import type { RunBook } from './book';
import { lineWords } from './line';
import { STATE_ICONS, runTitle } from './words';

const isRef = (value: unknown): value is RunRef =>
  typeof value === 'object' &&
  value !== null &&
  'store' in value &&
  'run' in value &&
  typeof value.store === 'string' &&
  typeof value.run === 'string';

/** Runs as a command's argument names them: a reference, several, or a line of the tree. */
export function namedRuns(book: RunBook, argument: unknown): Run[] {
  if (Array.isArray(argument)) return argument.flatMap((each) => namedRuns(book, each));
  if (isRef(argument)) return [book.get(argument) ?? []].flat();
  const node = argument as { kind?: unknown; ref?: unknown } | null | undefined;
  return node?.kind === 'run' ? namedRuns(book, node.ref) : [];
}

/** Asks for one of these runs; the only one is taken unasked. Null where the person leaves or there is none. */
export async function pickRun(runs: readonly Run[], title: string): Promise<Run | null> {
  if (runs.length <= 1) return runs[0] ?? null;
  const items = runs.map((run) => ({
    label: `$(${STATE_ICONS[run.status].icon}) ${runTitle(run)}`,
    description: lineWords(run),
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  return picked?.run ?? null;
}
