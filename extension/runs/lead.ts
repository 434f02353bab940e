/** Pause Run, Resume Run, Checkpoint Now, Fork Run…, Stop Run After Epoch and Change Hyperparameter…. */
import * as vscode from 'vscode';
import {
  CheckpointRun,
  ContinueRun,
  ListCheckpoints,
  PauseRun,
  ResumeRun,
  SetHyper,
  StartRuns,
  StopRunAfterEpoch,
  type RunRef,
} from '../../runtime/protocol/messages';
import {
  endsWithEpoch,
  isEnded,
  isOwn,
  isResumable,
  settingsInForce,
} from '../../runtime/protocol/runs';
import type { Run, RunStatus } from '../../runtime/protocol/runs';
import { formatCount, formatNumber, formatSetting } from '../../runtime/protocol/words';
import type { Services } from '../services';
import { chooseTrainee, recorded, traineeProgram } from '../training/trainee';
import { outsideSentence, tunablesOf } from '../training/outside';
import { warning } from '../training/warning';
import { mayTrain } from '../trust';
import { refOf } from './book';
import { chooseRun } from './choose';
import { runTitle, totalSteps } from './words';

type Request = typeof PauseRun;

/** Sends a request about a run that is at one of these states; asks which where there are several. */
export async function lead(
  services: Services,
  argument: unknown,
  title: string,
  fits: (run: Run) => boolean,
  request: Request,
): Promise<void> {
  const run = await chooseRun(services.book, argument, { title, fits });
  if (run === null) return;
  const { rpc } = await services.runtime.connect();
  services.book.put(await rpc.sendRequest(request, refOf(run)));
}

/** Fits runs of ours at one of these states. */
export const isAt =
  (...statuses: RunStatus[]) =>
  ({ status, log }: Run): boolean =>
    log === undefined && statuses.includes(status);

export const pauseRun = (services: Services, argument: unknown): Promise<void> =>
  lead(services, argument, 'Pause Run', isAt('starting', 'running'), PauseRun);

export const checkpointRun = (services: Services, argument: unknown): Promise<void> =>
  lead(services, argument, 'Checkpoint Now', isAt('running', 'paused'), CheckpointRun);

/** Lets a paused run go on, or takes up one that was stopped or has failed, from its last checkpoint. */
export async function resumeRun(services: Services, argument: unknown): Promise<void> {
  const { book, panel, runtime } = services;
  const run = await chooseRun(book, argument, {
    title: 'Resume Run',
    fits: ({ status, log }) => log === undefined && (status === 'paused' || isResumable(status)),
    rather: isAt('paused'),
  });
  if (run === null) return;
  if (run.status !== 'paused' && !(await mayTrain())) return;
  const { rpc } = await runtime.connect();
  const request = run.status === 'paused' ? ResumeRun : ContinueRun;
  const resumed = await rpc.sendRequest(request, refOf(run));
  book.put(resumed);
  panel.showStarted([resumed]);
}

/** Starts another program from the weights of a checkpoint. */
export async function forkRun(services: Services, argument: unknown): Promise<void> {
  const { book, language, panel, runtime } = services;
  if (!(await mayTrain())) return;
  const { rpc } = await runtime.connect();
  const origin = await chooseRun(book, argument, { title: 'Fork Run…', fits: isOwn });
  if (origin === null) return;
  const checkpoints = await rpc.sendRequest(ListCheckpoints, refOf(origin));
  if (checkpoints.length === 0) {
    const hint = isEnded(origin.status)
      ? 'Run it again: it keeps one at its end, and others with Checkpoint Now.'
      : 'Make one with Checkpoint Now.';
    void vscode.window.showInformationMessage(`${runTitle(origin)} has no checkpoint. ${hint}`);
    return;
  }
  const picked = await vscode.window.showQuickPick(
    checkpoints.map(({ step, kept }) => ({
      label: `step ${formatCount(step)}`,
      description:
        origin.status === 'completed' && step === origin.step
          ? 'its end'
          : kept
            ? 'kept'
            : 'automatic',
      step,
    })),
    { title: `Fork ${runTitle(origin)} after` },
  );
  if (picked === undefined) return;
  const trainee = await chooseTrainee(services, 'Fork Run', undefined);
  if (trainee === null) return;
  const { spec, store } = origin;
  const fork = {
    ...spec,
    program: await traineeProgram(language, trainee),
    // Hyperparameters belong to the program that they were set for.
    hyper: {},
    switches: {},
    sweep: null,
    steps: stepsOfFork(origin, picked.step),
    forkOf: { run: origin.id, step: picked.step },
  };
  const runs = await recorded(language, trainee, [fork]);
  const started = await rpc.sendRequest(StartRuns, { store, runs, tied: false });
  for (const run of started) if (book.get(refOf(run)) === undefined) book.put(run);
  panel.show([origin, ...started]);
}

/** As many as its origin was to have; where that has come to its end, as many again as it made. */
function stepsOfFork(origin: Run, step: number): number | null {
  const total = totalSteps(origin);
  if (total === null || total > step) return total;
  return step + total - (origin.spec.forkOf?.step ?? 0);
}

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
  const fits = isAt('running', 'paused');
  const run = await chooseRun(services.book, argument, { title, fits });
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
  const known = tunablesOf(services, [run.spec.program]).catch(() => []);
  const text = await vscode.window.showInputBox({
    title: `${picked.label} of ${runTitle(run)}`,
    prompt: 'In force from the next step on, and marked on the curves.',
    value: formatSetting(picked.value),
    validateInput: async (typed) => {
      const value = numberIn(typed);
      if (value === null) return 'A number, such as 3e-4.';
      return warning(outsideSentence(await known, { [picked.label]: value }));
    },
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
