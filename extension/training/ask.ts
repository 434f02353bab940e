/** The quick picks in front of a run: Enter for the task, Enter to start; all else is optional. */
import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { TaskInfo } from '../../runtime/protocol/messages';
import { OPTION_ROWS } from './options';
import type { Change, OptionRow } from './options';
import { outsideSentence, type Tunables } from './outside';
import { isTaskModule } from '../../runtime/protocol/task-name';
import { choicesFor, isComplete, moduleTask, orderTasks } from './plan';
import type { Choices, OfferedTask, Remembered } from './plan';
import { columnNames } from './table-header';
import { warning } from './warning';

/** What the person decided. */
export interface Decision {
  readonly task: OfferedTask;
  readonly choices: Choices;
  readonly then: 'start' | 'save';
}

/** A setting that is none of the run's, but of what is trained. */
export interface ChainRow {
  readonly value: () => string;
  /** What is trained, as the picks are headed from then on. */
  readonly title: () => string;
  readonly change: () => Promise<void>;
}

export interface AskOptions {
  readonly maySave: boolean;
  readonly chain?: ChainRow | undefined;
  /** What the programs to be trained let people choose, as things stand when it is asked. */
  readonly tunables: () => Promise<readonly Tunables[]>;
}

/** As much of a table as its header is looked for in. */
const HEADER_BYTES = 64 * 1024;

const DATA_WORDS: Readonly<Record<TaskInfo['data'], string>> = {
  none: 'needs no file',
  folder: 'asks for a folder',
  file: 'asks for a file',
  'file or folder': 'asks for a file or a folder',
};

/**
 * Asks for task and settings; null when the person leaves.
 *
 * @param options whether the decisions can be kept as an `optiscope.json` instead, and the chain that the program is
 * to stand in, where that can be changed
 */
export async function askForRun(
  title: string,
  tasks: Promise<readonly TaskInfo[]>,
  remembered: Remembered,
  options: AskOptions,
): Promise<Decision | null> {
  const task = await askTask(title, tasks, remembered);
  if (task === null) return null;
  let choices = choicesFor(remembered, task.name);
  for (const kind of ['data', 'column'] as const) {
    if (isComplete(task, choices)) break;
    const row = OPTION_ROWS.find((each) => each.edit.kind === kind && each.appliesTo(task));
    if (row === undefined || (kind === 'data' && choices.data !== null)) continue;
    const change = await askChange(title, row, task, choices, options);
    if (change === null) return null;
    choices = { ...choices, ...change };
  }
  return askSettings(title, task, choices, options);
}

type TaskItem = vscode.QuickPickItem & { readonly task: OfferedTask | 'file' | null };

const FILE_ITEMS: readonly TaskItem[] = [
  { label: 'Your own', kind: vscode.QuickPickItemKind.Separator, task: null },
  {
    label: '$(file-code) Task from a file…',
    description: 'asks for a module',
    detail: 'Data and model of your own, from a module in JavaScript, which is executed.',
    task: 'file',
  },
];

async function askTask(
  title: string,
  tasks: Promise<readonly TaskInfo[]>,
  remembered: Remembered,
): Promise<OfferedTask | null> {
  const { task: last } = remembered;
  const lastModule = last !== null && isTaskModule(last) ? [moduleTask(last)] : [];
  // While the runtime comes up, the pick shows its progress.
  const items = tasks.then((known) => [
    ...[...lastModule, ...orderTasks(known, remembered)].map((task): TaskItem => ({
      label: task.title,
      description: task.name === last ? 'last used' : DATA_WORDS[task.data],
      detail: task.description,
      task,
    })),
    ...FILE_ITEMS,
  ]);
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Task',
    matchOnDetail: true,
  });
  return picked?.task === 'file' ? askModule(title) : (picked?.task ?? null);
}

async function askModule(title: string): Promise<OfferedTask | null> {
  const uris = await vscode.window.showOpenDialog({
    title: `${title}: Task from a File`,
    openLabel: 'Use',
    filters: { 'JavaScript modules': ['js', 'mjs', 'cjs'] },
  });
  const path = uris?.[0]?.fsPath;
  return path === undefined ? null : moduleTask(path);
}

type Item = vscode.QuickPickItem & {
  readonly row: OptionRow | 'start' | 'save' | 'chain' | null;
};

const SAVE_ITEMS: readonly Item[] = [
  { label: '', kind: vscode.QuickPickItemKind.Separator, row: null },
  { label: '$(save) Save as optiscope.json', description: 'for the command line', row: 'save' },
];

/** Settings row by row; the first row starts, so that Enter does. */
export async function askSettings(
  heading: string,
  task: OfferedTask,
  initial: Choices,
  options: AskOptions,
): Promise<Decision | null> {
  const { maySave, chain } = options;
  let choices = initial;
  for (;;) {
    const title = chain?.title() ?? heading;
    const rows = OPTION_ROWS.filter((row) => row.appliesTo(task));
    const items: Item[] = [
      { label: '$(play) Start', description: task.title, row: 'start' },
      { label: 'Settings', kind: vscode.QuickPickItemKind.Separator, row: null },
      ...rows.map((row) => ({ label: row.label, description: row.value(choices, task), row })),
      ...(chain ? [{ label: 'Chain', description: chain.value(), row: 'chain' as const }] : []),
      ...(maySave ? SAVE_ITEMS : []),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: 'Enter starts; a setting is changed by picking it',
    });
    if (picked === undefined || picked.row === null) return null;
    if (picked.row === 'start' || picked.row === 'save') return { task, choices, then: picked.row };
    if (picked.row === 'chain') {
      await chain?.change();
      continue;
    }
    const change = await askChange(title, picked.row, task, choices, options);
    if (change !== null) choices = { ...choices, ...change };
  }
}

async function askChange(
  title: string,
  row: OptionRow,
  task: OfferedTask,
  choices: Choices,
  { tunables }: AskOptions,
): Promise<Change | null> {
  const { edit } = row;
  switch (edit.kind) {
    case 'text': {
      // What cannot be told of ranges is no reason to stop a person who types.
      const known = row.setsProgram === true ? tunables().catch(() => []) : Promise.resolve([]);
      const text = await vscode.window.showInputBox({
        title: `${title}: ${row.label}`,
        prompt: edit.prompt,
        value: edit.initial(choices),
        validateInput: async (typed) => {
          const parsed = edit.parse(typed);
          if ('error' in parsed) return parsed.error;
          const { set, lr } = parsed.change;
          return warning(outsideSentence(await known, { ...set, lr }));
        },
      });
      if (text === undefined) return null;
      const parsed = edit.parse(text);
      return 'change' in parsed ? parsed.change : null;
    }
    case 'pick': {
      const picked = await vscode.window.showQuickPick(edit.items(task), {
        title: `${title}: ${row.label}`,
        placeHolder: row.label,
      });
      return picked?.change ?? null;
    }
    case 'data':
      return askData(title, task, choices);
    case 'column':
      return askColumn(title, choices);
  }
}

/** A file and a folder cannot be picked in one dialog on every system, so the kind is asked first where both will do. */
async function askData(title: string, task: OfferedTask, choices: Choices): Promise<Change | null> {
  const kind = task.data === 'file or folder' ? await askKind(title) : task.data;
  if (kind === undefined) return null;
  const uris = await vscode.window.showOpenDialog({
    title: `${title}: data for ${task.title}`,
    openLabel: 'Use',
    canSelectFiles: kind === 'file',
    canSelectFolders: kind === 'folder',
    ...(choices.data === null ? {} : { defaultUri: vscode.Uri.file(choices.data) }),
  });
  const data = uris?.[0]?.fsPath;
  return data === undefined ? null : { data };
}

async function askKind(title: string): Promise<'file' | 'folder' | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      { label: '$(file) File…', what: 'file' as const },
      { label: '$(folder) Folder…', what: 'folder' as const },
    ],
    { title: `${title}: Data`, placeHolder: 'Read one file or a whole folder' },
  );
  return picked?.what;
}

async function askColumn(title: string, choices: Choices): Promise<Change | null> {
  const names = choices.data === null ? [] : await readColumnNames(choices.data);
  const placeHolder = 'The column to predict';
  const target =
    names.length > 0
      ? await vscode.window.showQuickPick(names, {
          title: `${title}: target column of ${basename(choices.data ?? '')}`,
          placeHolder,
        })
      : await vscode.window.showInputBox({ title: `${title}: Target column`, placeHolder });
  return target === undefined || target === '' ? null : { target };
}

async function readColumnNames(path: string): Promise<string[]> {
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
    return columnNames(new TextDecoder().decode(bytes.subarray(0, HEADER_BYTES)));
  } catch {
    return [];
  }
}
