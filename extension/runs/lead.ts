/** Pause Run, Resume Run, Stop Run After Epoch and Change Hyperparameter…: what a person does to a run that trains. */
import * as vscode from 'vscode';
import {
  PauseRun,
  ResumeRun,
  SetHyper,
  StopRunAfterEpoch,
  type RunRef,
} from '../../runtime/protocol/messages';
import { endsWithEpoch, settingsInForce } from '../../runtime/protocol/runs';
import type { Run, RunStatus } from '../../runtime/protocol/runs';
import { formatNumber } from '../../runtime/protocol/words';
import type { Services } from '../services';
import { refOf } from './book';
import { namedRuns, pickRun } from './choose';
import { runTitle } from './words';

type Request = typeof PauseRun;

/** Sends a request about a run that is at one of these states; asks which where there are several. */
async function lead(
  services: Services,
  argument: unknown,
  title: string,
  fits: (run: Run) => boolean,
  request: Request,
): Promise<void> {
  const run = await choose(services, argument, title, fits);
  if (run === null) return;
  const { rpc } = await services.runtime.connect();
  services.book.put(await rpc.sendRequest(request, refOf(run)));
}

async function choose(
  { book }: Services,
  argument: unknown,
  title: string,
  fits: (run: Run) => boolean,
): Promise<Run | null> {
  const named = namedRuns(book, argument).filter(fits);
  const fitting = book.live().filter(fits);
  if (named.length === 0 && fitting.length === 0) {
    const verb = title.charAt(0).toLowerCase() + title.slice(1).replace('…', '');
    void vscode.window.showInformationMessage(`Nothing to do: no run that fits “${verb}”.`);
    return null;
  }
  return named[0] ?? pickRun(fitting, title);
}

const isAt =
  (...statuses: RunStatus[]) =>
  ({ status }: Run): boolean =>
    statuses.includes(status);

export const pauseRun = (services: Services, argument: unknown): Promise<void> =>
  lead(services, argument, 'Pause Run', isAt('starting', 'running'), PauseRun);

export const resumeRun = (services: Services, argument: unknown): Promise<void> =>
  lead(services, argument, 'Resume Run', isAt('paused'), ResumeRun);

export const stopRunAfterEpoch = (services: Services, argument: unknown): Promise<void> =>
  lead(
    services,
    argument,
    'Stop Run After Epoch',
    (run) => isAt('starting', 'running', 'paused')(run) && !endsWithEpoch(run),
    StopRunAfterEpoch,
  );

/** Asks which of a run's hyperparameters to change, and to what; it is in force from the next step on. */
export async function changeHyperparameter(services: Services, argument: unknown): Promise<void> {
  const title = 'Change Hyperparameter…';
  const run = await choose(services, argument, title, isAt('running', 'paused'));
  if (run === null) return;
  const settings = Object.entries(settingsInForce(run));
  const picked = await vscode.window.showQuickPick(
    settings.map(([name, value]) => ({
      label: name,
      description: formatNumber(value),
      detail:
        name === 'lr' ? `Learning rate at its peak; schedule ${run.spec.schedule}` : undefined,
      value,
    })),
    { title: `Change a Hyperparameter of ${runTitle(run)}` },
  );
  if (picked === undefined) return;
  const text = await vscode.window.showInputBox({
    title: `${picked.label} of ${runTitle(run)}`,
    prompt: 'In force from the next step on, and marked on the curves.',
    value: String(picked.value),
    validateInput: (typed) => (numberIn(typed) === null ? 'A number, such as 3e-4.' : undefined),
  });
  const value = text === undefined ? null : numberIn(text);
  if (value === null || value === picked.value) return;
  const { rpc } = await services.runtime.connect();
  const ref: RunRef = refOf(run);
  services.book.put(await rpc.sendRequest(SetHyper, { ...ref, name: picked.label, value }));
}

function numberIn(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isFinite(value) ? value : null;
}
