import * as vscode from 'vscode';
import { exists } from './files';
import { galleryPrograms } from './gallery';

const ENDING = '.optim';

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
  await (picked.uri === null ? openUnsaved('my-optimizer', BLANK) : openCopy(picked.uri));
}

/** Opens an unsaved copy of a program. */
export async function openCopy(program: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(program);
  const name = program.path.slice(program.path.lastIndexOf('/') + 1, -ENDING.length);
  await openUnsaved(`my-${name}`, document.getText());
}

/** An unsaved document with a name of its own, which its runs go by and under which it will be saved. */
async function openUnsaved(name: string, text: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder?.scheme !== 'file') {
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: 'optim', content: text }),
      { preview: false },
    );
    return;
  }
  const uri = await freeName((suffix) =>
    vscode.Uri.joinPath(folder, `${name}${suffix}${ENDING}`).with({ scheme: 'untitled' }),
  );
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { preview: false });
}

async function freeName(candidate: (suffix: string) => vscode.Uri): Promise<vscode.Uri> {
  for (let i = 1; ; i++) {
    const uri = candidate(i === 1 ? '' : `-${i}`);
    const open = vscode.workspace.textDocuments.some(({ uri: { path } }) => path === uri.path);
    if (!open && !(await exists(uri.with({ scheme: 'file' })))) return uri;
  }
}
