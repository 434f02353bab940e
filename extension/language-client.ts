import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { GALLERY_SCHEME } from './gallery';
import { linksToPages } from './lint-pages';

/** The client of the language server, for programs on disk and unsaved ones. */
export function createLanguageClient(context: vscode.ExtensionContext): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'language-server.js').fsPath;
  return new LanguageClient(
    'optiscope.language',
    'Optiscope Language Server',
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [
        { language: 'optim', scheme: 'file' },
        { language: 'optim', scheme: 'untitled' },
        { language: 'optim', scheme: GALLERY_SCHEME },
      ],
      middleware: linksToPages,
    },
  );
}
