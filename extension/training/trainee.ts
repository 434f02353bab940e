/** What is trained: a program, or several in a chain. */
import * as vscode from 'vscode';
import type { RunSpec } from '../../runtime/protocol/runs';
import { GALLERY_SCHEME, GalleryTexts } from '../gallery';
import { askLanguage, type LanguageRequests } from '../language-request';
import type { Services } from '../services';
import { around, partsOf, trainsByItself } from './chain-text';
import type { ProgramText } from './plan';
import { isSound, programInFront, programItems, programName, programText, uriOf } from './programs';
import type { ProgramItem } from './programs';
import { selfContained } from './whole';
import type { Compose } from './whole';

/** A program, or the parts of a chain in their order. */
export type Trainee = readonly [vscode.TextDocument, ...vscode.TextDocument[]];

/** Stands in a list of programs for one that is put together of them. */
const CHAIN: ProgramItem = {
  label: '$(link) Chain…',
  description: 'several programs as one, such as sam+adamw+lookahead',
  alwaysShow: true,
  uri: null,
};

/** Programs on offer and a chain of them: behind one's own, so that Enter takes a program, and ahead of the long gallery. */
function withChain(items: readonly ProgramItem[]): ProgramItem[] {
  const gallery = items.findIndex(({ kind }) => kind === vscode.QuickPickItemKind.Separator);
  return items.toSpliced(gallery, 0, CHAIN);
}

/** `sam+adamw`, or the one program's name. */
export const traineeName = (trainee: Trainee): string =>
  trainee.map(({ uri }) => programName(uri)).join('+');

/** The program whose folder the runs belong to: one that is a file, where there is one. */
export const homeOf = (programs: readonly vscode.TextDocument[]): vscode.Uri | null =>
  (programs.find(({ uri }) => uri.scheme === 'file') ?? programs[0])?.uri ?? null;

/** What to train: the program named, the one in front, or one that is picked. Null: none, the person left. */
export async function chooseTrainee(
  services: Services,
  title: string,
  argument: unknown,
): Promise<Trainee | null> {
  const named = uriOf(argument) ?? programInFront()?.uri ?? null;
  if (named !== null) return complete(services, title, await openProgram(named));
  const items = programItems(services.context).then(withChain);
  const placeHolder = 'Program';
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder,
    matchOnDescription: true,
  });
  if (picked === CHAIN) return askChain(services, `${title}: Chain`, null);
  return picked?.uri ? complete(services, title, await openProgram(picked.uri)) : null;
}

/** What to compare, with the named program or the one in front picked beforehand. */
export async function chooseTrainees(
  services: Services,
  argument: unknown,
): Promise<Trainee[] | null> {
  const title = 'Compare Optimizers';
  const first = uriOf(argument) ?? programInFront()?.uri ?? null;
  const programs = await programItems(services.context);
  const items = withChain(programs).map((item) => ({
    ...item,
    picked: item.uri !== null && item.uri.toString() === first?.toString(),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: 'Programs to train side by side',
    canPickMany: true,
    matchOnDescription: true,
  });
  const trainees: Trainee[] = [];
  for (const { uri } of picked ?? []) {
    const trainee =
      uri === null
        ? await askChain(services, `${title}: Chain`, null)
        : await complete(services, title, await openProgram(uri));
    if (trainee === null) return null;
    trainees.push(trainee);
  }
  return trainees.length === 0 ? null : trainees;
}

/** A sound program as it is; for one that wraps others, the one that is picked for it as well. */
async function complete(
  services: Services,
  title: string,
  program: vscode.TextDocument,
): Promise<Trainee | null> {
  if (!(await isSound(services.language, program))) return null;
  const whole = await composer(services.language, [program])({});
  if (whole.problem === null) return [program];
  if (whole.wrapper === null) throw new Error(whole.problem);
  const name = programName(program.uri);
  const picked = await vscode.window.showQuickPick(optimizers(services.context), {
    title: `${title}: ${name}`,
    placeHolder: `The optimizer that ${name} is to wrap`,
    matchOnDescription: true,
  });
  if (picked === CHAIN) return askChain(services, `${title}: Chain`, [program]);
  if (!picked?.uri) return null;
  const optimizer = await openProgram(picked.uri);
  if (!(await isSound(services.language, optimizer))) return null;
  return around(program, whole.wrapper, optimizer);
}

/** Programs that train by themselves; a longer chain can be written. */
async function optimizers(context: vscode.ExtensionContext): Promise<ProgramItem[]> {
  const items = await programItems(context);
  const isOptimizer = async ({ uri }: ProgramItem): Promise<boolean> =>
    uri === null || trainsByItself(await textOf(context, uri));
  const kept = await Promise.all(items.map(isOptimizer));
  return withChain(items.filter((_, i) => kept[i]));
}

/** A program's text, without opening it: the language server would check each that is. */
async function textOf(context: vscode.ExtensionContext, uri: vscode.Uri): Promise<string> {
  const open = vscode.workspace.textDocuments.find(
    (each) => each.uri.toString() === uri.toString(),
  );
  if (open !== undefined) return open.getText();
  if (uri.scheme === GALLERY_SCHEME)
    return new GalleryTexts(context).provideTextDocumentContent(uri);
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

/** Asks for a chain by its parts' names, and says while it is typed why it is none. Null: the person left. */
export async function askChain(
  { context, language }: Services,
  title: string,
  present: Trainee | null,
): Promise<Trainee | null> {
  const offered = (await programItems(context)).flatMap(({ label, uri }) =>
    uri === null ? [] : [[label, uri] as const],
  );
  const own = (present ?? []).map(({ uri }) => [programName(uri), uri] as const);
  // Of several with one name, the one in hand is meant, then the first that is offered.
  const byName = new Map([...offered.reverse(), ...own]);
  const read = async (text: string): Promise<Trainee | string> => {
    const names = partsOf(text);
    if (typeof names === 'string') return names;
    const unknown = names.find((name) => !byName.has(name));
    if (unknown !== undefined)
      return `There is no program "${unknown}", neither in the workspace nor in the gallery.`;
    const [first, ...others] = await Promise.all(
      names.map((name) => openProgram(byName.get(name)!)),
    );
    const trainee: Trainee = [first!, ...others];
    return (await composer(language, trainee)({})).problem ?? trainee;
  };
  const text = await vscode.window.showInputBox({
    title,
    prompt: 'Gradient transforms, one optimizer, update transforms: sam+adamw+lookahead',
    value: present === null ? '' : traineeName(present),
    validateInput: async (typed) => {
      const found = await read(typed);
      return typeof found === 'string' ? found : null;
    },
  });
  if (text === undefined) return null;
  const found = await read(text);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/** The program that runs start with, as it stands now: what was typed while the picks were open is trained, too. */
export async function traineeProgram(
  server: LanguageRequests,
  trainee: Trainee,
): Promise<ProgramText> {
  if (trainee.length === 1) return programText(trainee[0]);
  const whole = await composer(server, trainee)({});
  if (whole.problem !== null) throw new Error(whole.problem);
  return { name: whole.name, path: null, text: whole.text };
}

/** Runs of what `traineeProgram` gave, as they are recorded: each says all that it trains. */
export const recorded = async (
  server: LanguageRequests,
  trainee: Trainee,
  runs: readonly RunSpec[],
): Promise<readonly RunSpec[]> =>
  trainee.length === 1 ? selfContained(runs, composer(server, trainee)) : runs;

/** Asks the language server, which composes open programs as they stand. */
const composer =
  (server: LanguageRequests, parts: Trainee): Compose =>
  async (switches) => {
    const open = await Promise.all(parts.map(({ uri }) => openProgram(uri)));
    const uris = open.map(({ uri }) => uri.toString());
    return askLanguage(server, 'optiscope/wholeProgram', { parts: uris, switches });
  };

/** Nothing happens to one that is open. */
const openProgram = (uri: vscode.Uri): Thenable<vscode.TextDocument> =>
  vscode.workspace.openTextDocument(uri);
