import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import type { Diagnostic } from 'vscode-languageclient/node';
import { GALLERY_SCHEME } from './gallery';
import { linksToPages } from './lint-pages';

/** As language-server/check.ts answers it: a document's diagnostics as it stands now. */
const CHECK = 'optiscope/check';
const SEVERITY_ERROR = 1;

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

export interface ProgramError {
  readonly message: string;
  readonly range: vscode.Range;
}

/** The first error of a program as it stands in the editor; null if it has none. */
export async function firstError(
  client: LanguageClient,
  document: vscode.TextDocument,
): Promise<ProgramError | null> {
  const diagnostics = await client.sendRequest<Diagnostic[]>(CHECK, {
    uri: client.code2ProtocolConverter.asUri(document.uri),
  });
  const error = diagnostics
    .filter((diagnostic) => diagnostic.severity === SEVERITY_ERROR)
    .sort((a, b) => a.range.start.line - b.range.start.line)[0];
  return error === undefined
    ? null
    : {
        message: typeof error.message === 'string' ? error.message : error.message.value,
        range: client.protocol2CodeConverter.asRange(error.range),
      };
}
