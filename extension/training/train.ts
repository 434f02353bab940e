/** Train Optimizer…, Compare Optimizers… and Run Again: from a program in the editor to runs in the panel. */
import * as vscode from 'vscode';
import { ListTasks, StartRuns } from '../../runtime/protocol/messages';
import type { Run, RunSpec } from '../../runtime/protocol/runs';
import type { Services } from '../services';
import { runDefaults } from '../settings';
import { storeFor } from '../stores';
import { mayTrain } from '../trust';
import { askForRun } from './ask';
import type { AskOptions, Decision } from './ask';
import { trainingTitle } from './chain-text';
import { tunablesOf } from './outside';
import { NOTHING_REMEMBERED, remember, runSpecs } from './plan';
import type { ProgramText, Remembered } from './plan';
import { saveConfig } from './save-config';
import {
  askChain,
  chooseTrainee,
  chooseTrainees,
  homeOf,
  recorded,
  traineeName,
  traineeProgram,
} from './trainee';
import type { Trainee } from './trainee';

const REMEMBERED_KEY = 'optiscope.train';

export async function trainOptimizer(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const trainee = await chooseTrainee(services, 'Train Optimizer', argument);
  if (trainee !== null) await train(services, [trainee]);
}

export async function compareOptimizers(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const trainees = await chooseTrainees(services, argument);
  if (trainees !== null) await train(services, trainees);
}

/** Runs the same program text with the same settings once more. */
export async function runAgain(services: Services, runs: readonly Run[]): Promise<void> {
  const first = runs[0];
  if (first === undefined || !(await mayTrain())) return;
  await start(
    services,
    first.store,
    runs.map((run) => run.spec),
  );
}

async function train(services: Services, chosen: readonly Trainee[]): Promise<void> {
  let trainees = chosen;
  const title = (): string => trainingTitle(trainees.map(traineeName));
  const chain = {
    title,
    value: () => (trainees[0]!.length > 1 ? traineeName(trainees[0]!) : 'none'),
    change: async () => {
      const chained = await askChain(services, `${title()}: Chain`, trainees[0]!);
      if (chained !== null) trainees = [chained];
    },
  };
  const programs = (): Promise<ProgramText[]> =>
    Promise.all(trainees.map((trainee) => traineeProgram(services.language, trainee)));
  const decision = await askAndRemember(services, title(), {
    maySave: true,
    tunables: async () => tunablesOf(services, await programs()),
    ...(chosen.length === 1 && { chain }),
  });
  if (decision === null) return;
  const { task, choices } = decision;
  if (decision.then === 'save') {
    await saveConfig(trainees, task.name, choices);
    return;
  }
  const store = storeFor(services.context, homeOf(trainees.flat()));
  const specs: RunSpec[] = [];
  for (const trainee of trainees) {
    const program = await traineeProgram(services.language, trainee);
    const runs = runSpecs([program], task.name, choices, runDefaults());
    specs.push(...(await recorded(services.language, trainee, runs)));
  }
  await start(services, store, specs);
}

/** Asks for task and settings, and proposes them the next time; null when the person leaves. */
export async function askAndRemember(
  { context: { workspaceState }, runtime }: Services,
  title: string,
  options: AskOptions,
): Promise<Decision | null> {
  const remembered = workspaceState.get<Remembered>(REMEMBERED_KEY) ?? NOTHING_REMEMBERED;
  const tasks = runtime.connect().then(({ rpc }) => rpc.sendRequest(ListTasks));
  const decision = await askForRun(title, tasks, remembered, options);
  if (decision === null) return null;
  const { task, choices } = decision;
  await workspaceState.update(REMEMBERED_KEY, remember(remembered, task.name, choices));
  return decision;
}

/** Starts runs and shows them. */
export async function start(
  services: Services,
  store: string,
  runs: readonly RunSpec[],
): Promise<void> {
  const started = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'Starting training' },
    async () => {
      const { rpc } = await services.runtime.connect();
      return rpc.sendRequest(StartRuns, { store, runs, tied: false });
    },
  );
  // The panel's own connection may hear of a run's end before this window does.
  for (const run of started)
    if (services.book.get({ store: run.store, run: run.id }) === undefined) services.book.put(run);
  services.panel.showStarted(started);
}
