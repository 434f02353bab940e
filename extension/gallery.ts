import * as vscode from 'vscode';
import { programSummary } from './program-summary';

/** Programs of the gallery are shown as they come; who wants to change one opens a copy. */
export const GALLERY_SCHEME = 'optiscope-gallery';

const ENDING = '.optim';

/** Written in by the build: where the extension comes over the network, its folders cannot be listed. */
declare const GALLERY_FILES: readonly string[];

/** An optimizer program that comes with the extension. */
export interface GalleryProgram {
  readonly name: string;
  readonly uri: vscode.Uri;
  /** Its first sentence; empty where it has none. */
  readonly summary: string;
}

/** The address of a gallery program, by its name. */
export const galleryUri = (name: string): vscode.Uri =>
  vscode.Uri.from({ scheme: GALLERY_SCHEME, path: `/${name}${ENDING}` });

const folderOf = (context: vscode.ExtensionContext): vscode.Uri =>
  vscode.Uri.joinPath(context.extensionUri, 'gallery');

async function readText(context: vscode.ExtensionContext, file: string): Promise<string> {
  const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folderOf(context), file));
  return new TextDecoder().decode(bytes);
}

/** The programs of the gallery, by name. */
export async function galleryPrograms(context: vscode.ExtensionContext): Promise<GalleryProgram[]> {
  const programs = GALLERY_FILES.map(async (file) => ({
    name: file.slice(0, -ENDING.length),
    uri: galleryUri(file.slice(0, -ENDING.length)),
    summary: programSummary(await readText(context, file)),
  }));
  return (await Promise.all(programs)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The text behind a gallery program's address; the editor opens it read-only. */
export class GalleryTexts implements vscode.TextDocumentContentProvider {
  readonly #context: vscode.ExtensionContext;

  constructor(context: vscode.ExtensionContext) {
    this.#context = context;
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    return readText(this.#context, uri.path.slice(1));
  }
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
