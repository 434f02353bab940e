import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { configText } from './config-file';
import { exists } from '../files';
import type { Choices } from './plan';

const FILE = 'optiscope.json';

/** Writes the decisions to `optiscope.json`, beside the workspace's root or else the program, and opens it. */
export async function saveConfig(
  documents: readonly vscode.TextDocument[],
  task: string,
  choices: Choices,
): Promise<void> {
  const unsaved = documents.find((document) => document.uri.scheme !== 'file');
  if (unsaved !== undefined)
    throw new Error(`${FILE} names programs by their files: save ${unsaved.fileName} first.`);
  const paths = documents.map((document) => document.uri.fsPath);
  const folder =
    vscode.workspace.getWorkspaceFolder(documents[0]!.uri)?.uri.fsPath ?? dirname(paths[0]!);
  const target = vscode.Uri.joinPath(vscode.Uri.file(folder), FILE);
  if ((await exists(target)) && !(await mayReplace())) return;
  const text = configText(folder, paths, task, choices);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(target);
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
