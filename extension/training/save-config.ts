import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { configText } from './config-file';
import { exists } from '../files';
import { GALLERY_SCHEME } from '../gallery';
import type { Choices } from './plan';
import { programName } from './programs';
import type { Trainee } from './trainee';

const FILE = 'optiscope.json';

/** Writes the decisions to `optiscope.json`, beside the workspace's root or else the program, and opens it. */
export async function saveConfig(
  trainees: readonly Trainee[],
  task: string,
  choices: Choices,
): Promise<void> {
  const documents = trainees.flat();
  const unsaved = documents.find(({ uri }) => !isFile(uri) && uri.scheme !== GALLERY_SCHEME);
  if (unsaved !== undefined)
    throw new Error(`${FILE} names programs by their files: save ${unsaved.fileName} first.`);
  const folder = folderFor(documents.map(({ uri }) => uri).find(isFile));
  if (folder === null) throw new Error(`Open a folder that ${FILE} can be written into.`);
  const programs = trainees.map((trainee) =>
    trainee.map(({ uri }) => (isFile(uri) ? uri.fsPath : programName(uri))),
  );
  const target = vscode.Uri.joinPath(vscode.Uri.file(folder), FILE);
  if ((await exists(target)) && !(await mayReplace())) return;
  const text = configText(folder, programs, task, choices);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target);
}

const isFile = ({ scheme }: vscode.Uri): boolean => scheme === 'file';

/** The root of a program's workspace, else where it lies. */
function folderFor(program: vscode.Uri | undefined): string | null {
  const { getWorkspaceFolder, workspaceFolders } = vscode.workspace;
  if (program === undefined) return workspaceFolders?.[0]?.uri.fsPath ?? null;
  return getWorkspaceFolder(program)?.uri.fsPath ?? dirname(program.fsPath);
}

async function mayReplace(): Promise<boolean> {
  const REPLACE = 'Replace';
  const answer = await vscode.window.showWarningMessage(
    `There is an ${FILE} already.`,
    { modal: true },
    REPLACE,
  );
  return answer === REPLACE;
}
