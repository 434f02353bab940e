/** Rename Run… and Delete Run: what a person does to a run that is kept. */
import * as vscode from 'vscode';
import { AnnotateRun, DeleteRuns, RestoreRuns } from '../../runtime/protocol/messages';
import { isEnded, isOwn, isPinned, NO_ANNOTATIONS, runName } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import type { Services } from '../services';
import { refOf } from './book';
import { chooseRun } from './choose';

const UNDO = 'Undo';

export async function renameRun({ book, runtime }: Services, argument: unknown): Promise<void> {
  const { rpc } = await runtime.connect();
  const run = await chooseRun(book, argument, { title: 'Rename Run…', fits: isOwn });
  if (run === null) return;
  const name = await vscode.window.showInputBox({
    title: 'Rename Run',
    prompt: 'Leave it empty to call the run by its program.',
    value: runName(run),
  });
  if (name === undefined) return;
  const own = name.trim() === run.spec.program.name ? '' : name.trim();
  const annotations = { ...(run.annotations ?? NO_ANNOTATIONS), name: own === '' ? null : own };
  book.put(await rpc.sendRequest(AnnotateRun, { ...refOf(run), annotations }));
}

/** Pins a run, which stays on top then and is never deleted by itself; or does so no longer. */
export async function pinRun(
  { book, runtime }: Services,
  argument: unknown,
  pinned: boolean,
): Promise<void> {
  const { rpc } = await runtime.connect();
  const fits = (run: Run): boolean => isOwn(run) && isPinned(run) !== pinned;
  const title = pinned ? 'Pin Run' : 'Unpin Run';
  const run = await chooseRun(book, argument, { title, fits });
  if (run === null) return;
  const annotations = { ...(run.annotations ?? NO_ANNOTATIONS), pinned };
  book.put(await rpc.sendRequest(AnnotateRun, { ...refOf(run), annotations }));
}

export async function deleteRun({ book, runtime }: Services, argument: unknown): Promise<void> {
  const { rpc } = await runtime.connect();
  const deletable = (run: Run): boolean => isOwn(run) && isEnded(run.status);
  const run = await chooseRun(book, argument, { title: 'Delete Run', fits: deletable });
  if (run === null) return;
  const which = { store: run.store, runs: [run.id] };
  await rpc.sendRequest(DeleteRuns, which);
  book.remove(refOf(run));
  const answer = await vscode.window.showInformationMessage(`Deleted ${runName(run)}.`, UNDO);
  if (answer !== UNDO) return;
  const { rpc: later } = await runtime.connect();
  for (const restored of await later.sendRequest(RestoreRuns, which)) book.put(restored);
}
