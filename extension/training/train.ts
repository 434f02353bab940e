/** Train Optimizer…, Compare Optimizers… and Run Again: from a program in the editor to runs in the panel. */
import * as vscode from 'vscode';
import { ListTasks, StartRuns } from '../../runtime/protocol/messages';
import type { Run, RunSpec } from '../../runtime/protocol/runs';
import type { Services } from '../services';
import { defaultBackend } from '../settings';
import { storeFor } from '../stores';
import { mayTrain } from '../trust';
import { askForRun } from './ask';
import type { Decision } from './ask';
import { NOTHING_REMEMBERED, remember, runSpecs } from './plan';
import type { Remembered } from './plan';
import { chooseProgram, choosePrograms, isSound, programText } from './programs';
import { saveConfig } from './save-config';

const REMEMBERED_KEY = 'optiscope.train';

export async function trainOptimizer(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const document = await chooseProgram(services.context, argument);
  if (document !== null) await train(services, [document]);
}

export async function compareOptimizers(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const documents = await choosePrograms(services.context, argument);
  if (documents !== null) await train(services, documents);
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

async function train(services: Services, documents: readonly vscode.TextDocument[]): Promise<void> {
  for (const document of documents) if (!(await isSound(services.language, document))) return;
  const [first, ...others] = documents.map((document) => programText(document).name);
  const names = [first, ...others].join(', ');
  const title = others.length === 0 ? `Train ${first}` : `Compare ${names}`;
  const decision = await askAndRemember(services, title, { maySave: true });
  if (decision === null) return;
  const { task, choices } = decision;
  if (decision.then === 'save') {
    await saveConfig(documents, task.name, choices);
    return;
  }
  const store = storeFor(services.context, documents[0]?.uri ?? null);
  // Read again: what was typed while the picks were open is trained too.
  const specs = runSpecs(documents.map(programText), task.name, choices, defaultBackend());
  await start(services, store, specs);
}

/** Asks for task and settings, and proposes them the next time; null when the person leaves. */
export async function askAndRemember(
  { context: { workspaceState }, runtime }: Services,
  title: string,
  options: { readonly maySave: boolean },
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
