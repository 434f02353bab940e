/**
 * The extension's entry in an editor that runs in a browser alone (vscode.dev): programs can be written and are checked,
 * and the gallery can be read. What needs a runtime says so.
 */
import * as vscode from 'vscode';
import { LanguageClient, type ServerOptions } from 'vscode-languageclient/browser';
import { GALLERY_SCHEME, GalleryTexts, GalleryTree } from './gallery';
import { linksToPages, openPages } from './lint-pages';
import { newOptimizer, openCopy } from './new-optimizer';
import { Simplifier } from './simplify/simplify';

declare const Worker: new (url: string) => ServerOptions;

const COMMAND_PREFIX = 'optiscope.';

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const server = vscode.Uri.joinPath(context.extensionUri, 'dist', 'browser', 'language-server.js');
  const client = new LanguageClient(
    'optiscope.language',
    'Optiscope Language Server',
    new Worker(server.toString(true)),
    {
      documentSelector: [{ language: 'optim' }],
      middleware: linksToPages,
    },
  );
  const simplifier = new Simplifier(client);
  context.subscriptions.push(
    client,
    simplifier,
    openPages(context),
    vscode.window.registerTreeDataProvider('optiscope.gallery', new GalleryTree(context)),
    vscode.workspace.registerTextDocumentContentProvider(GALLERY_SCHEME, new GalleryTexts(context)),
    ...commands(context, simplifier),
  );
  await client.start();
}

function commands(context: vscode.ExtensionContext, simplifier: Simplifier): vscode.Disposable[] {
  const possible: Readonly<Record<string, (argument: unknown) => Promise<void>>> = {
    'optiscope.newOptimizer': () => newOptimizer(context),
    'optiscope.simplifyProgram': (argument) => simplifier.simplify(argument),
    'optiscope.useSimplestForm': (argument) => simplifier.use(argument),
    'optiscope.openGalleryProgram': async (argument) => {
      const uri = (argument as { uri?: unknown } | undefined)?.uri;
      if (uri instanceof vscode.Uri) await openCopy(uri);
    },
  };
  return declaredCommands(context).map((command) =>
    vscode.commands.registerCommand(command, possible[command] ?? tellThatNothingTrains),
  );
}

/** The commands that package.json declares: each is in the palette here, too. */
function declaredCommands({ extension }: vscode.ExtensionContext): string[] {
  const manifest = extension.packageJSON as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  return manifest.contributes.commands
    .map(({ command }) => command)
    .filter((command) => command.startsWith(COMMAND_PREFIX));
}

async function tellThatNothingTrains(): Promise<void> {
  await vscode.window.showInformationMessage(
    'Training needs a machine: open this folder in VS Code on a desktop, over SSH or in a Codespace.',
  );
}
