/** The quick picks in front of a sweep: what to vary, then over which ranges, which settings of them, how many. */
import * as vscode from 'vscode';
import type { TunableInfo } from '../../runtime/protocol/messages';
import type { SweepMethod, SweepRequest } from '../../runtime/protocol/runs';
import { formatCount } from '../../runtime/protocol/words';
import { numbersIn, outsideSentence, type Tunables } from './outside';
import { DEFAULT_SWEEP, declaredText, overWords, sweepRequest, wholeIn } from './sweep-plan';
import type { SweepChoices } from './sweep-plan';
import { warning } from './warning';

const MOST_RUNS = 1000;
const LARGEST_SEED = 2 ** 32 - 1;

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

/** Says why something cannot be varied as written, such as `lr=1..0`; null where it can. */
export type WhyNot = (text: string) => Promise<string | null>;

/** What a row of the list changes; null where the person thought better of it. */
type Change = () => Promise<Partial<SweepChoices> | null>;
type Item = vscode.QuickPickItem & { readonly change: Change | 'go on' | null };

/** Asks what to vary and how; null when the person leaves. */
export async function askSweep(
  title: string,
  offered: Promise<Tunables>,
  whyNot: WhyNot,
): Promise<SweepRequest | null> {
  const varied = await askVaried(
    title,
    offered.then(({ tunables }) => tunables),
  );
  if (varied.length === 0) return null;
  const { program } = await offered;
  let choices = DEFAULT_SWEEP;
  for (;;) {
    const picked = await vscode.window.showQuickPick(
      rowsOf(title, program, varied, choices, whyNot),
      {
        title,
        placeHolder: 'Enter goes on; a range or setting is changed by picking it',
      },
    );
    if (picked === undefined || picked.change === null) return null;
    if (picked.change === 'go on') return sweepRequest(varied, choices);
    choices = { ...choices, ...(await picked.change()) };
  }
}

/** The learning rate is what a sweep is about most often. */
async function askVaried(
  title: string,
  tunables: Promise<readonly TunableInfo[]>,
): Promise<readonly TunableInfo[]> {
  const items = tunables.then((all) =>
    all.map((tunable) => ({
      label: tunable.written,
      description: overWords(tunable),
      ...(tunable.doc === null ? {} : { detail: tunable.doc }),
      picked: tunable.name === 'lr',
      tunable,
    })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'What to vary',
    canPickMany: true,
    matchOnDescription: true,
  });
  return (picked ?? []).map(({ tunable }) => tunable);
}

function rowsOf(
  title: string,
  program: string,
  varied: readonly TunableInfo[],
  choices: SweepChoices,
  whyNot: WhyNot,
): Item[] {
  const { method, runs, seed, over } = choices;
  const { label } = METHODS.find((each) => each.method === method)!;
  const count = `${method === 'grid' ? 'at most ' : ''}${formatCount(runs)}`;
  return [
    { label: '$(arrow-right) Go On', description: `to the task and its settings`, change: 'go on' },
    separator('Ranges'),
    ...varied.map((tunable) => ({
      label: tunable.written,
      description: over[tunable.name] ?? overWords(tunable),
      change: () => askOver(title, program, tunable, choices, whyNot),
    })),
    separator('Settings'),
    { label: 'Method', description: label, change: () => askMethod(title) },
    {
      label: 'How many',
      description: count,
      change: async () => {
        const prompt = 'How many settings to try; each is trained once with every seed';
        const value = await askWhole(title, 'How many', prompt, runs, 1, MOST_RUNS);
        return value === null ? null : { runs: value };
      },
    },
    {
      label: 'Drawn with seed',
      description: String(seed),
      change: async () => {
        const prompt = 'The same seed gives the same settings';
        const value = await askWhole(title, 'Drawn with seed', prompt, seed, 0, LARGEST_SEED);
        return value === null ? null : { seed: value };
      },
    },
  ];
}

const separator = (label: string): Item => ({
  label,
  kind: vscode.QuickPickItemKind.Separator,
  change: null,
});

/** What the runtime would refuse is refused while it is typed; what lies outside the declared range is only told. */
async function askOver(
  title: string,
  program: string,
  tunable: TunableInfo,
  { over }: SweepChoices,
  whyNot: WhyNot,
): Promise<Partial<SweepChoices> | null> {
  const { name, written, range } = tunable;
  const text = await vscode.window.showInputBox({
    title: `${title}: ${written}`,
    prompt:
      range === null
        ? 'Values with commas between; nothing for all'
        : 'A range such as 1e-4..1e-1, or values such as 0.1,0.3; nothing for what the program declares',
    value: over[name] ?? declaredText(tunable),
    validateInput: async (typed) => {
      if (typed.trim() === '') return null;
      const refusal = await whyNot(`${name}=${typed}`);
      if (refusal !== null) return refusal;
      const sentences = numbersIn(typed).map((value) =>
        outsideSentence([{ program, tunables: [tunable] }], { [name]: value }),
      );
      return warning(sentences.find((each) => each !== null) ?? null);
    },
  });
  if (text === undefined) return null;
  const trimmed = text.trim();
  const others = Object.entries(over).filter(([each]) => each !== name);
  const isDeclared = trimmed === '' || trimmed === declaredText(tunable);
  return { over: Object.fromEntries(isDeclared ? others : [...others, [name, trimmed]]) };
}

async function askMethod(title: string): Promise<Partial<SweepChoices> | null> {
  const picked = await vscode.window.showQuickPick(METHODS, {
    title: `${title}: Method`,
    placeHolder: 'Which settings',
  });
  return picked === undefined ? null : { method: picked.method };
}

async function askWhole(
  title: string,
  label: string,
  prompt: string,
  present: number,
  least: number,
  most: number,
): Promise<number | null> {
  const text = await vscode.window.showInputBox({
    title: `${title}: ${label}`,
    prompt,
    value: String(present),
    validateInput: (typed) =>
      wholeIn(typed, least, most) === null
        ? `A whole number from ${least} to ${formatCount(most)}.`
        : null,
  });
  return text === undefined ? null : wholeIn(text, least, most);
}
