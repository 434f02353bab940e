/** Sweep Hyperparameters…: which of them, which points, how many; then task and settings as for a single run. */
import * as vscode from 'vscode';
import { ListTunables, PlanSweep } from '../../runtime/protocol/messages';
import type { TunableInfo } from '../../runtime/protocol/messages';
import type { SweepMethod, SweepRequest } from '../../runtime/protocol/runs';
import { formatNumber } from '../../runtime/protocol/words';
import type { Services } from '../services';
import { defaultBackend } from '../settings';
import { storeFor } from '../stores';
import { mayTrain } from '../trust';
import { runSpecs } from './plan';
import { chooseProgram, isSound, programText } from './programs';
import { askAndRemember, start } from './train';

const DEFAULT_RUNS = 16;
const MOST_RUNS = 1000;

const METHODS: readonly {
  readonly label: string;
  readonly detail: string;
  readonly method: SweepMethod;
}[] = [
  {
    label: 'Quasi-random',
    detail: 'Spreads the settings evenly, however many there are. The best choice for most sweeps.',
    method: 'quasi-random',
  },
  {
    label: 'Random',
    detail: 'Draws each setting for itself.',
    method: 'random',
  },
  {
    label: 'Grid',
    detail: 'Every combination of some values of each; for one or two hyperparameters.',
    method: 'grid',
  },
];

export async function sweepHyperparameters(services: Services, argument: unknown): Promise<void> {
  if (!(await mayTrain())) return;
  const document = await chooseProgram(services.context, argument);
  if (document === null || !(await isSound(services.language, document))) return;
  const { name } = programText(document);
  const title = `Sweep ${name}`;
  const sweep = await askSweep(services, document, title);
  if (sweep === null) return;
  const decision = await askAndRemember(services, title, { maySave: false });
  if (decision === null) return;
  const { rpc } = await services.runtime.connect();
  // Read again: what was typed while the picks were open is swept, too.
  const base = runSpecs(
    [programText(document)],
    decision.task.name,
    decision.choices,
    defaultBackend(),
  );
  const runs = await rpc.sendRequest(PlanSweep, { runs: base, sweep });
  await start(services, storeFor(services.context, document.uri), runs);
}

async function askSweep(
  services: Services,
  document: vscode.TextDocument,
  title: string,
): Promise<SweepRequest | null> {
  const items = services.runtime
    .connect()
    .then(({ rpc }) => rpc.sendRequest(ListTunables, { program: programText(document) }))
    .then((tunables) => tunables.map(itemOf));
  const varied = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'What to vary, over the range that the program declares',
    canPickMany: true,
    matchOnDescription: true,
  });
  if (varied === undefined || varied.length === 0) return null;
  const picked = await vscode.window.showQuickPick(METHODS, {
    title,
    placeHolder: 'Which settings',
  });
  if (picked === undefined) return null;
  const most = picked.method === 'grid' ? 'at most' : 'in all';
  const runs = await vscode.window.showInputBox({
    title,
    prompt: `How many settings to try ${most}; each is trained once with every seed.`,
    value: String(DEFAULT_RUNS),
    validateInput: (typed) =>
      countIn(typed) === null ? `A whole number from 1 to ${MOST_RUNS}.` : null,
  });
  const count = runs === undefined ? null : countIn(runs);
  if (count === null) return null;
  return { vary: varied.map(({ label }) => label), method: picked.method, runs: count, seed: 0 };
}

/** The learning rate is what a sweep is about most often. */
const itemOf = (tunable: TunableInfo): vscode.QuickPickItem => ({
  label: tunable.name,
  description: rangeWords(tunable),
  ...(tunable.doc === null ? {} : { detail: tunable.doc }),
  picked: tunable.name === 'lr',
});

/** `1e-5 to 0.1, log scale`; `plain, sign`. */
function rangeWords({ range, values }: TunableInfo): string {
  if (range === null) return (values ?? []).map(String).join(', ');
  const scale = range.scale === 'int' ? 'whole numbers' : `${range.scale} scale`;
  return `${formatNumber(range.low)} to ${formatNumber(range.high)}, ${scale}`;
}

function countIn(text: string): number | null {
  const value = Number(text);
  return text.trim() !== '' && Number.isSafeInteger(value) && value >= 1 && value <= MOST_RUNS
    ? value
    : null;
}
