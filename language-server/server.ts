import { TextDocuments, TextDocumentSyncKind } from 'vscode-languageserver';
import type { Connection, InitializeParams, InitializeResult } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyses } from './analyses';
import type { Analyzed } from './analyses';
import { CHECK } from './check';
import { codeActions } from './code-action';
import { codeLenses } from './code-lens';
import { completions } from './completion';
import { definition } from './definition';
import { diagnosticsOf } from './diagnostics';
import { documentHighlights } from './document-highlight';
import { documentSymbols } from './document-symbols';
import { foldingRanges } from './folding';
import { formatDocument, formatOnType, formatRange } from './formatting';
import { hover } from './hover';
import { references } from './references';
import { prepareRename, renameSymbol } from './rename';
import { selectionRanges } from './selection-range';
import { LEGEND, semanticTokens } from './semantic-tokens';
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
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        foldingRangeProvider: true,
        selectionRangeProvider: true,
        documentFormattingProvider: true,
        documentRangeFormattingProvider: true,
        documentOnTypeFormattingProvider: { firstTriggerCharacter: '\n' },
        semanticTokensProvider: { legend: LEGEND, full: true },
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
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => definition(analyzed, position)),
  );
  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    on(uri, [], (analyzed) => references(analyzed, position, context.includeDeclaration)),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    on(uri, [], (analyzed) => documentHighlights(analyzed, position)),
  );
  connection.onPrepareRename(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => prepareRename(analyzed, position)),
  );
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) =>
    on(uri, null, (analyzed) => renameSymbol(analyzed, position, newName)),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }) => on(uri, [], foldingRanges));
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) =>
    on(uri, [], (analyzed) => selectionRanges(analyzed, positions)),
  );
  connection.onDocumentFormatting(({ textDocument: { uri } }) => on(uri, [], formatDocument));
  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }) =>
    on(uri, [], (analyzed) => formatRange(analyzed, range)),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position }) =>
    on(uri, [], (analyzed) => formatOnType(analyzed, position)),
  );
  connection.languages.semanticTokens.on(({ textDocument: { uri } }) =>
    on(uri, { data: [] }, semanticTokens),
  );
  connection.onRequest(CHECK, ({ uri }) => on(uri, [], diagnosticsOf));

  documents.listen(connection);
  connection.listen();
}
