/** Simplify Program: the program as written against its simplest form, with the derivation beside them. */
import * as vscode from 'vscode';
import { askLanguage, type LanguageRequests } from '../language-request';
import { derivationPage } from './derivation';

export const SIMPLIFIED_SCHEME = 'optiscope-simplified';

/** The simplest forms and derivations that are shown, for the editor to read. */
export class Simplifier implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #client: LanguageRequests;
  readonly #registration: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(client: LanguageRequests) {
    this.#client = client;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(
      SIMPLIFIED_SCHEME,
      this,
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? '';
  }

  /** Shows the simplest form of a program: the one named, or the one in front. */
  async simplify(argument: unknown): Promise<void> {
    const document = await programOf(argument);
    if (document === null) {
      void vscode.window.showInformationMessage('Open the program that is to be simplified.');
      return;
    }
    const name = nameOf(document.uri);
    const found = await askLanguage(this.#client, 'optiscope/simplify', {
      uri: document.uri.toString(),
    });
    if (found === null) return;
    if (found.problem !== null) {
      void vscode.window.showErrorMessage(found.problem);
      return;
    }
    if (!found.changed) {
      void vscode.window.showInformationMessage(`${name} is already as simple as it gets.`);
      return;
    }
    const simplified = addressOf(document.uri, `${name}.optim`);
    const derivation = addressOf(document.uri, `${name} derivation.md`);
    this.#put(simplified, found.text);
    this.#put(derivation, derivationPage(name, found));
    const title = `${name} ↔ Simplest Form`;
    await vscode.commands.executeCommand('vscode.diff', document.uri, simplified, title, {
      preview: false,
    });
    await vscode.commands.executeCommand('markdown.showPreviewToSide', derivation);
  }

  /** Writes a simplest form that is shown into its program, as one change that can be undone. */
  async use(argument: unknown): Promise<void> {
    const shown = argument instanceof vscode.Uri ? argument : activeSimplified();
    const text = shown === null ? undefined : this.#texts.get(shown.toString());
    if (shown === null || text === undefined) return;
    const document = await vscode.workspace.openTextDocument(programBehind(shown));
    const edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
    await vscode.workspace.applyEdit(edit);
    await vscode.window.showTextDocument(document, { preview: false });
  }

  #put(uri: vscode.Uri, text: string): void {
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

async function programOf(argument: unknown): Promise<vscode.TextDocument | null> {
  const named =
    argument instanceof vscode.Uri
      ? argument
      : typeof argument === 'string'
        ? vscode.Uri.parse(argument, true)
        : null;
  if (named !== null) return vscode.workspace.openTextDocument(named);
  const inFront = vscode.window.activeTextEditor?.document;
  return inFront?.languageId === 'optim' ? inFront : null;
}

/** The simplest form in the diff in front. */
function activeSimplified(): vscode.Uri | null {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (!(input instanceof vscode.TabInputTextDiff)) return null;
  return input.modified.scheme === SIMPLIFIED_SCHEME ? input.modified : null;
}

/** The program stands in the query, so that its simplest form is known again by it. */
const addressOf = (program: vscode.Uri, file: string): vscode.Uri =>
  vscode.Uri.from({ scheme: SIMPLIFIED_SCHEME, path: `/${file}`, query: program.toString() });

const programBehind = ({ query }: vscode.Uri): vscode.Uri => vscode.Uri.parse(query, true);

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.optim$/, '');
}
