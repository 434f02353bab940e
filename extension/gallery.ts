import * as vscode from 'vscode';
import { programSummary } from './program-summary';

const ENDING = '.optim';

/** An optimizer program that comes with the extension. */
export interface GalleryProgram {
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Its first sentence; empty where it has none. */
  readonly summary: string;
}

/** The programs of the gallery, by name. */
export async function galleryPrograms(context: vscode.ExtensionContext): Promise<GalleryProgram[]> {
  const folder = vscode.Uri.joinPath(context.extensionUri, 'gallery');
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries.map(([name]) => name).filter((name) => name.endsWith(ENDING));
  const programs = names.map(async (file) => {
    const uri = vscode.Uri.joinPath(folder, file);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { name: file.slice(0, -ENDING.length), uri, summary: programSummary(text) };
  });
  return (await Promise.all(programs)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The Gallery view. */
export class GalleryTree implements vscode.TreeDataProvider<GalleryProgram> {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  getChildren(program?: GalleryProgram): Promise<GalleryProgram[]> {
    return program === undefined ? galleryPrograms(this.#context) : Promise.resolve([]);
  }

  getTreeItem(program: GalleryProgram): vscode.TreeItem {
    const item = new vscode.TreeItem(program.name);
    item.id = program.name;
    item.description = program.summary;
    item.tooltip = program.summary;
    item.resourceUri = program.uri;
    item.iconPath = vscode.ThemeIcon.File;
    item.contextValue = 'program';
    item.command = { command: 'vscode.open', title: 'Open', arguments: [program.uri] };
    return item;
  }
}
