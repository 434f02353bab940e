/** Rename Run… and Delete Run: what a person does to a run that is kept. */
import * as vscode from 'vscode';
import { AnnotateRun, DeleteRuns, RestoreRuns } from '../../runtime/protocol/messages';
import { isEnded, isPinned, NO_ANNOTATIONS, runName } from '../../runtime/protocol/runs';
import type { Run } from '../../runtime/protocol/runs';
import type { Services } from '../services';
import { refOf } from './book';
import { namedRuns, pickRun } from './choose';

const UNDO = 'Undo';

/** What another program logs is not ours to change. */
const isOwn = (run: Run): boolean => run.log === undefined;

export async function renameRun({ book, runtime }: Services, argument: unknown): Promise<void> {
  const { rpc } = await runtime.connect();
  const named = namedRuns(book, argument)[0];
  const run = named ?? (await pickRun(book.all().filter(isOwn), 'Rename Run'));
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
  const named = namedRuns(book, argument)[0];
  const title = pinned ? 'Pin Run' : 'Unpin Run';
  const run = named ?? (await pickRun(book.all().filter(fits), title));
  if (run === null) return;
  const annotations = { ...(run.annotations ?? NO_ANNOTATIONS), pinned };
  book.put(await rpc.sendRequest(AnnotateRun, { ...refOf(run), annotations }));
}

export async function deleteRun({ book, runtime }: Services, argument: unknown): Promise<void> {
  const { rpc } = await runtime.connect();
  const deletable = (run: Run): boolean => isOwn(run) && isEnded(run.status);
  const named = namedRuns(book, argument)[0];
  const run = named ?? (await pickRun(book.all().filter(deletable), 'Delete Run'));
  if (run === null) return;
  const which = { store: run.store, runs: [run.id] };
  await rpc.sendRequest(DeleteRuns, which);
  book.remove(refOf(run));
  const answer = await vscode.window.showInformationMessage(`Deleted ${runName(run)}.`, UNDO);
  if (answer !== UNDO) return;
  const { rpc: later } = await runtime.connect();
  for (const restored of await later.sendRequest(RestoreRuns, which)) book.put(restored);
}
