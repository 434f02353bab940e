/** The rows of the last step before a run: each setting with its present value, and how it is changed. */
import { BACKENDS, SCHEDULES } from '../../runtime/protocol/runs';
import { formatCount, formatNumber, formatSetting } from '../../runtime/protocol/words';
import type { Choices, OfferedTask } from './plan';

export type Change = Partial<Choices>;

/** A change, or a sentence that says what is wrong with the text. */
export type Parsed = { readonly change: Change } | { readonly error: string };

export type Edit =
  | {
      readonly kind: 'text';
      readonly prompt: string;
      readonly initial: (choices: Choices) => string;
      readonly parse: (text: string) => Parsed;
    }
  | {
      readonly kind: 'pick';
      readonly items: (
        task: OfferedTask,
      ) => readonly { readonly label: string; readonly change: Change }[];
    }
  | { readonly kind: 'data' }
  | { readonly kind: 'column' };

export interface OptionRow {
  readonly label: string;
  readonly appliesTo: (task: OfferedTask) => boolean;
  /** The value as shown. */
  readonly value: (choices: Choices, task: OfferedTask) => string;
  readonly edit: Edit;
  /** Whether it sets what programs declare ranges for. */
  readonly setsProgram?: boolean;
}

const always = (): boolean => true;

function numberRow(
  key: 'steps' | 'batch' | 'lr' | 'warmup' | 'logEvery' | 'histogramEvery',
  label: string,
  prompt: string,
  rule: {
    readonly whole: boolean;
    readonly smallest: number;
    /** What an empty text means. */
    readonly empty: number | null;
    readonly default: (task: OfferedTask) => string;
  },
): OptionRow {
  const kind = rule.whole ? 'a whole number' : 'a number';
  const bound = rule.smallest === 0 ? 'not negative' : `at least ${rule.smallest}`;
  return {
    label,
    appliesTo: always,
    value: (choices, task) => {
      const value = choices[key];
      if (value === null || value === rule.empty) return rule.default(task);
      return rule.whole ? formatCount(value) : formatNumber(value);
    },
    edit: {
      kind: 'text',
      prompt,
      initial: (choices) => (choices[key] === rule.empty ? '' : formatSetting(choices[key]!)),
      parse: (text) => {
        const trimmed = text.trim();
        if (trimmed === '') return { change: { [key]: rule.empty } };
        const value = Number(trimmed);
        const fits =
          Number.isFinite(value) &&
          value >= rule.smallest &&
          (!rule.whole || Number.isSafeInteger(value));
        return fits
          ? { change: { [key]: value } }
          : { error: `'${trimmed}' is not ${kind} that is ${bound}.` };
      },
    },
  };
}

/** `0,1,2` as a list of seeds. */
export function parseSeeds(text: string): Parsed {
  const seeds = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(Number);
  if (seeds.length === 0) return { change: { seeds: [0] } };
  const wrong = seeds.some((seed) => !Number.isSafeInteger(seed) || seed < 0);
  if (wrong) return { error: `'${text.trim()}' is not a list of whole numbers such as 0,1,2.` };
  return { change: { seeds: [...new Set(seeds)] } };
}

/** `beta1=0.95, nesterov=True` as values of hyperparameters, flags and choices; in a chain `adamw.beta1=0.95`, too. */
export function parseSettings(text: string): Parsed {
  const set: Record<string, number | boolean | string> = {};
  for (const part of text.split(/[\s,]+/).filter((piece) => piece !== '')) {
    const match = /^([A-Za-z_][\w.]*)=(.+)$/.exec(part);
    if (!match) return { error: `'${part}' is not of the form name=value, such as beta1=0.95.` };
    set[match[1]!.replaceAll('.', '_')] = valueOf(match[2]!);
  }
  return { change: { set } };
}

/** A number, a flag or the name of a choice: which of them is meant the writing tells. */
function valueOf(text: string): number | boolean | string {
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

const defaultCount = ({ defaults }: OfferedTask, of: 'steps' | 'batch'): string =>
  defaults === null ? "the task's" : formatCount(defaults[of]);

const settingsText = (choices: Choices): string =>
  Object.entries(choices.set)
    .map(([name, value]) => `${name}=${formatSetting(value)}`)
    .join(', ');

export const OPTION_ROWS: readonly OptionRow[] = [
  {
    label: 'Data',
    appliesTo: (task) => task.data !== 'none',
    value: (choices) => choices.data ?? 'none chosen',
    edit: { kind: 'data' },
  },
  {
    label: 'Target column',
    appliesTo: (task) => task.needsTarget,
    value: (choices) => choices.target ?? 'none chosen',
    edit: { kind: 'column' },
  },
  {
    label: 'Missing values',
    appliesTo: (task) => task.needsTarget,
    value: (choices) => choices.missing ?? 'empty cells',
    edit: {
      kind: 'text',
      prompt: 'The text of cells that mean "no value", besides empty ones; nothing for none',
      initial: (choices) => choices.missing ?? '',
      parse: (text) => ({ change: { missing: text.trim() === '' ? null : text.trim() } }),
    },
  },
  {
    label: 'Model',
    appliesTo: (task) => task.models.length > 1,
    value: (choices, task) => choices.model ?? task.models[0] ?? '',
    edit: {
      kind: 'pick',
      items: (task) => task.models.map((model) => ({ label: model, change: { model } })),
    },
  },
  numberRow('steps', 'Steps', "How many steps to train; nothing for the task's own number", {
    whole: true,
    smallest: 1,
    empty: null,
    default: (task) => defaultCount(task, 'steps'),
  }),
  numberRow('batch', 'Batch size', "Examples in a batch; nothing for the task's own number", {
    whole: true,
    smallest: 1,
    empty: null,
    default: (task) => defaultCount(task, 'batch'),
  }),
  {
    ...numberRow('lr', 'Learning rate', "The peak learning rate; nothing for the program's own", {
      whole: false,
      smallest: 0,
      empty: null,
      default: () => "the program's",
    }),
    setsProgram: true,
  },
  {
    label: 'Schedule',
    appliesTo: always,
    value: (choices) => choices.schedule,
    edit: {
      kind: 'pick',
      items: () => SCHEDULES.map((schedule) => ({ label: schedule, change: { schedule } })),
    },
  },
  numberRow('warmup', 'Warm-up', 'Steps of linear warm-up; nothing for none', {
    whole: true,
    smallest: 0,
    empty: 0,
    default: () => 'none',
  }),
  {
    label: 'Hyperparameters',
    appliesTo: always,
    setsProgram: true,
    value: (choices) => settingsText(choices) || "the program's",
    edit: {
      kind: 'text',
      prompt: 'Values that differ from the program, such as beta1=0.95, nesterov=True',
      initial: settingsText,
      parse: parseSettings,
    },
  },
  {
    label: 'Seeds',
    appliesTo: always,
    value: (choices) => choices.seeds.join(', '),
    edit: {
      kind: 'text',
      prompt: 'One run for each of these seeds, such as 0,1,2',
      initial: (choices) => choices.seeds.join(','),
      parse: parseSeeds,
    },
  },
  numberRow(
    'logEvery',
    'Log every',
    'Steps between two logged ones; nothing for about 500 in all',
    {
      whole: true,
      smallest: 1,
      empty: null,
      default: () => 'about 500 points in all',
    },
  ),
  numberRow(
    'histogramEvery',
    'Histograms every',
    'Steps between two histograms of weights, gradients and updates; nothing for none',
    { whole: true, smallest: 1, empty: null, default: () => 'none' },
  ),
  {
    label: 'Backend',
    appliesTo: always,
    value: (choices) => choices.backend ?? 'as in the settings',
    edit: {
      kind: 'pick',
      items: () => [
        { label: 'as in the settings', change: { backend: null } },
        { label: 'auto', change: { backend: 'auto' } },
        ...BACKENDS.map((backend) => ({ label: backend, change: { backend } })),
      ],
    },
  },
];
