/** The commands of the palette, views and lenses. What goes wrong in one is told as a sentence. */
import { ResponseError } from 'vscode-jsonrpc';
import * as vscode from 'vscode';
import { StopAllRuns, StopRun } from '../runtime/protocol/messages';
import { isGoing, isOwn } from '../runtime/protocol/runs';
import type { Run } from '../runtime/protocol/runs';
import { addLogFolder, removeLogFolder } from './logs/commands';
import { toggleSetting } from './inline-metrics/inline-metrics';
import { installBackend } from './backends/install';
import { newOptimizer, openCopy } from './new-optimizer';
import { pickFormat } from './panel/save';
import { comparisonOf } from './panel/shown';
import { refOf } from './runs/book';
import { argumentOf, namedRuns } from './runs/choice';
import { chooseRun, pickRun } from './runs/choose';
import { compareTwoRuns } from './runs/compare';
import { deleteRun, pinRun, renameRun } from './runs/keep';
import {
  changeHyperparameter,
  checkpointRun,
  forkRun,
  pauseRun,
  resumeRun,
  stopRunAfterEpoch,
} from './runs/lead';
import { runNext } from './runs/queue';
import { unfitSentence } from './runs/words';
import type { RuntimeLog } from './runtime-log';
import type { Services } from './services';
import { sweepHyperparameters } from './training/sweep';
import { compareOptimizers, runAgain, trainOptimizer } from './training/train';

const SHOW_LOG = 'Show Runtime Log';

export function registerCommands(services: Services, log: RuntimeLog): vscode.Disposable {
  const { context, book, panel, runtime } = services;

  const stop = async (argument: unknown): Promise<void> => {
    const run = await chooseRun(book, argument, { title: 'Stop Run', fits: isGoing });
    if (run === null) return;
    const { rpc } = await runtime.connect();
    const stopped = await rpc.sendRequest(StopRun, refOf(run));
    book.put(stopped);
    // It came to its end before it heard of the wish.
    if (stopped.status !== 'stopped')
      void vscode.window.showInformationMessage(unfitSentence(stopped));
  };

  const stopAll = async (): Promise<void> => {
    const { rpc } = await runtime.connect();
    for (const run of await rpc.sendRequest(StopAllRuns)) book.put(run);
  };

  const show = async (argument: unknown): Promise<void> => {
    const named = namedRuns(book, argument);
    if (named.length > 1) {
      panel.show(named.sort((a, b) => a.createdAt - b.createdAt));
      return;
    }
    const run = named[0] ?? (await pickKnown(services, 'Show Run', argument));
    if (run !== null) panel.show(comparisonOf(run, book.all()));
  };

  const again = async (argument: unknown): Promise<void> => {
    if (argument !== undefined) {
      const run = await chooseRun(book, argument, { title: 'Run Again', fits: isOwn });
      if (run !== null) await runAgain(services, [run]);
      return;
    }
    const run = await newest(services);
    if (run === null) void vscode.window.showInformationMessage('No run to repeat yet.');
    else await runAgain(services, comparisonOf(run, book.all()));
  };

  const exportPanel = async (): Promise<void> => {
    const format = await pickFormat();
    if (format !== null && !panel.export(format))
      void vscode.window.showInformationMessage('The panel is not on screen. Show a run first.');
  };

  const openGalleryProgram = async (argument: unknown): Promise<void> => {
    const uri = (argument as { uri?: unknown } | undefined)?.uri;
    if (uri instanceof vscode.Uri) await openCopy(uri);
  };

  return vscode.Disposable.from(
    ...Object.entries({
      trainOptimizer: (argument: unknown) => trainOptimizer(services, argument),
      compareOptimizers: (argument: unknown) => compareOptimizers(services, argument),
      sweepHyperparameters: (argument: unknown) => sweepHyperparameters(services, argument),
      simplifyProgram: (argument: unknown) => services.simplifier.simplify(argument),
      useSimplestForm: (argument: unknown) => services.simplifier.use(argument),
      runAgain: again,
      stopRun: stop,
      stopAllRuns: stopAll,
      stopRunAfterEpoch: (argument: unknown) => stopRunAfterEpoch(services, argument),
      runNext: (argument: unknown) => runNext(services, argument),
      pauseRun: (argument: unknown) => pauseRun(services, argument),
      resumeRun: (argument: unknown) => resumeRun(services, argument),
      checkpointRun: (argument: unknown) => checkpointRun(services, argument),
      forkRun: (argument: unknown) => forkRun(services, argument),
      changeHyperparameter: (argument: unknown) => changeHyperparameter(services, argument),
      showRun: show,
      compareTwoRuns: (argument: unknown) => compareTwoRuns(services, argument),
      renameRun: (argument: unknown) => renameRun(services, argument),
      pinRun: (argument: unknown) => pinRun(services, argument, true),
      unpinRun: (argument: unknown) => pinRun(services, argument, false),
      deleteRun: (argument: unknown) => deleteRun(services, argument),
      addLogFolder: () => addLogFolder(services),
      removeLogFolder: () => removeLogFolder(services),
      exportPanel,
      mutedAlerts: () => services.mutes.choose(),
      toggleInlineMetrics: () => toggleSetting('inlineMetrics'),
      toggleLoggedTags: () => toggleSetting('loggedTags'),
      newOptimizer: () => newOptimizer(context),
      installBackend: () => installBackend(services),
      showRuntimeLog: () => {
        log.show();
        return Promise.resolve();
      },
      openGalleryProgram,
    }).map(([name, carryOut]) =>
      vscode.commands.registerCommand(`optiscope.${name}`, (...handed: unknown[]) =>
        carryOut(argumentOf(handed)).catch(tellError),
      ),
    ),
  );
}

/** Runs are known once the runtime has been asked. */
async function pickKnown(
  services: Services,
  title: string,
  argument: unknown,
): Promise<Run | null> {
  await services.runtime.connect();
  const run = await pickRun(services.book.all(), title, argument);
  if (run === null && services.book.all().length === 0)
    void vscode.window.showInformationMessage('No runs yet. Train an optimizer first.');
  return run;
}

async function newest(services: Services): Promise<Run | null> {
  await services.runtime.connect();
  return services.book.all().find(isOwn) ?? null;
}

async function tellError(error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  // What the runtime refuses is the person's to mend; anything else may be explained by the log.
  const buttons = error instanceof ResponseError ? [] : [SHOW_LOG];
  const answer = await vscode.window.showErrorMessage(message, ...buttons);
  if (answer === SHOW_LOG) await vscode.commands.executeCommand('optiscope.showRuntimeLog');
}
