import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { pathOf } from '../files';
import { galleryPrograms } from '../gallery';
import type { LanguageRequests } from '../language-request';
import { firstError } from '../program-error';
import type { ProgramText } from './plan';

const LANGUAGE = 'optim';
/** A workspace with more programs than this gets its pick by opening one. */
const MOST_OFFERED = 500;

/** A program as a command's argument names it: a lens gives text, the explorer a Uri, the gallery its entry. */
export function uriOf(argument: unknown): vscode.Uri | null {
  if (argument instanceof vscode.Uri) return argument;
  if (typeof argument === 'string') return vscode.Uri.parse(argument, true);
  if (typeof argument === 'object' && argument !== null && 'uri' in argument)
    return uriOf(argument.uri);
  return null;
}

/** Whether a document is written in the optimizer language. */
export const isProgram = (document: vscode.TextDocument): boolean =>
  document.languageId === LANGUAGE;

/** The program in front of the person, if there is one. */
export function programInFront(): vscode.TextDocument | null {
  const editors = [
    ...(vscode.window.activeTextEditor ? [vscode.window.activeTextEditor] : []),
    ...vscode.window.visibleTextEditors,
  ];
  return editors.map((editor) => editor.document).find(isProgram) ?? null;
}

/** A program on offer; without an address it is a heading. */
export interface ProgramItem extends vscode.QuickPickItem {
  readonly uri: vscode.Uri | null;
}

/** Programs on offer: open ones, the workspace's, the gallery's. */
export async function programItems(context: vscode.ExtensionContext): Promise<ProgramItem[]> {
  const files = await vscode.workspace.findFiles('**/*.optim', undefined, MOST_OFFERED);
  const open = vscode.workspace.textDocuments.filter(isProgram).map((document) => document.uri);
  const own = new Map([...open, ...files].map((uri) => [uri.toString(), uri]));
  const names = new Set(Array.from(own.values(), programName));
  const gallery = (await galleryPrograms(context)).filter(({ name }) => !names.has(name));
  const ownItems = Array.from(own.values(), (uri) => ({
    label: programName(uri),
    description: vscode.workspace.asRelativePath(uri),
    uri,
  })).sort((a, b) => (a.label < b.label ? -1 : 1));
  return [
    ...ownItems,
    { label: 'Gallery', kind: vscode.QuickPickItemKind.Separator, uri: null },
    ...gallery.map(({ name, summary, uri }) => ({ label: name, description: summary, uri })),
  ];
}

/** A program's name: its file's, without the ending. */
export function programName(uri: vscode.Uri): string {
  const file = basename(uri.path);
  return file.slice(0, file.length - extname(file).length);
}

/** The program as it stands in the editor, saved or not. */
export const programText = (document: vscode.TextDocument): ProgramText => ({
  name: programName(document.uri),
  path: pathOf(document.uri),
  text: document.getText(),
});

/** True if the program has no errors; otherwise tells the first and shows it where it is. */
export async function isSound(
  server: LanguageRequests,
  document: vscode.TextDocument,
): Promise<boolean> {
  const error = await firstError(server, document);
  if (error === null) return true;
  await vscode.window.showTextDocument(document, { selection: error.range, preview: false });
  await vscode.commands.executeCommand('workbench.actions.view.problems');
  const place = `${basename(document.uri.path)}:${error.range.start.line + 1}`;
  void vscode.window.showErrorMessage(`${place}: ${error.message}`);
  return false;
}
