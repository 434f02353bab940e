import { TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyses } from './analyses';
import type { Analyzed } from './analyses';
import { CHECK } from './check';
import { codeActions } from './code-action';
import { codeLenses } from './code-lens';
import { completions } from './completion';
import { diagnosticsOf } from './diagnostics';
import { documentSymbols } from './document-symbols';
import { hover } from './hover';
import { signatureHelp } from './signature-help';

/** Answers an editor over the connection; each request has its own file. */
export function serve(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const analyses = new Analyses();
  let snippets = false;

  connection.onInitialize(({ capabilities }: InitializeParams): InitializeResult => {
    snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false;
    return {
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
        completionProvider: { triggerCharacters: ['"'] },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        documentSymbolProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: ['quickfix'] },
      },
      serverInfo: { name: 'optiscope' },
    };
  });

  /** The analysis of a document as it stands; `otherwise` for one that is not open. */
  const on = <T>(uri: string, otherwise: T, answer: (analyzed: Analyzed) => T): T => {
    const document = documents.get(uri);
    return document === undefined ? otherwise : answer(analyses.of(document));
  };

  // Several changes that have arrived together are answered once, for the text as it then stands.
  const waiting = new Set<string>();
  const publish = (uri: string): void => {
    waiting.delete(uri);
    on(uri, undefined, (analyzed) => {
      const { version } = analyzed.document;
      void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(analyzed) });
    });
  };
  documents.onDidChangeContent(({ document: { uri } }) => {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    setImmediate(publish, uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    analyses.forget(uri);
    void connection.sendDiagnostics({ uri, diagnostics: [] });
  });

  connection.onCompletion(({ textDocument: { uri }, position }) =>
    on(uri, [], (analyzed) => completions(analyzed, position, snippets)),
  );
  connection.onHover(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => hover(analyzed, position)),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => signatureHelp(analyzed, position)),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }) => on(uri, [], documentSymbols));
  connection.onCodeLens(({ textDocument: { uri } }) => on(uri, [], codeLenses));
  connection.onCodeAction(({ textDocument: { uri }, range }) =>
    on(uri, [], (analyzed) => codeActions(analyzed, range)),
  );
  connection.onRequest(CHECK, ({ uri }) => on(uri, [], diagnosticsOf));

  documents.listen(connection);
  connection.listen();
}
