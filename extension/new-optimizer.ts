import * as vscode from 'vscode';
import { galleryPrograms } from './gallery';

/** Plain gradient descent: the shortest program that trains. */
const BLANK = `"""What this optimizer does."""
lr: hyper(1e-5, 1e-1, log) = 1e-3

def train(w, g, lr):
  return lr * g
`;

/** Opens a new, unsaved program: a blank one or a copy from the gallery, as the person picks. */
export async function newOptimizer(context: vscode.ExtensionContext): Promise<void> {
  const programs = await galleryPrograms(context);
  const picked = await vscode.window.showQuickPick(
    [
      { label: 'Blank', description: 'plain gradient descent to start from', uri: null },
      { label: 'Gallery', kind: vscode.QuickPickItemKind.Separator, uri: null },
      ...programs.map(({ name, summary, uri }) => ({ label: name, description: summary, uri })),
    ],
    { title: 'New Optimizer', placeHolder: 'Start from', matchOnDescription: true },
  );
  if (picked === undefined) return;
  await (picked.uri === null ? openUntitled(BLANK) : openCopy(picked.uri));
}

/** Opens an unsaved copy of a program. */
export async function openCopy(program: vscode.Uri): Promise<void> {
  await openUntitled((await vscode.workspace.openTextDocument(program)).getText());
}

async function openUntitled(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ language: 'optim', content });
  await vscode.window.showTextDocument(document, { preview: false });
}
