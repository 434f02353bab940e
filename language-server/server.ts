import {
  CodeActionTriggerKind,
  CodeLensRefreshRequest,
  TextDocuments,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import type {
  ClientCapabilities,
  Connection,
  InitializeParams,
  InitializeResult,
  WorkspaceFolder,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Analyses } from './analyses';
import type { Analyzed } from './analyses';
import { CHECK } from './check';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './call-hierarchy';
import { CODE_ACTION_KINDS, codeActions } from './code-action';
import { codeLenses } from './code-lens';
import { completions } from './completion';
import { withDocumentation } from './completion-items';
import { definition } from './definition';
import { allDiagnosticsOf, diagnosticsOf } from './diagnostics';
import { documentHighlights } from './document-highlight';
import { documentLinks } from './document-link';
import { documentSymbols } from './document-symbols';
import { foldingRanges } from './folding';
import { formatDocument, formatOnType, formatRange } from './formatting';
import { hover } from './hover';
import { inlayHints } from './inlay-hint';
import { Recognitions } from './recognitions';
import type { Recognize } from './recognitions';
import { references } from './references';
import { Probing } from './probing';
import type { RunProbes } from './probing';
import { ProgramFiles, keyOf } from './program-files';
import { prepareRename, renameSymbol } from './rename';
import { selectionRanges } from './selection-range';
import { LEGEND, semanticTokens } from './semantic-tokens';
import { SettingsStore } from './settings';
import { signatureHelp } from './signature-help';
import { SIMPLIFY, simplification } from './simplify';
import { inQuiet, warmUp } from './warm-up';
import { WHOLE, wholeProgram } from './whole';
import { WorkspaceCheck } from './workspace';
import type { Files } from './workspace';

/** Requests that come with a keystroke go before the lints. */
const BREATH_MS = 3;

/** Programs that are not open and import from one that is being typed in are looked at after a pause. */
const CLOSED_IMPORTERS_MS = 300;

/** Where a server runs. */
export interface Home {
  /** Programs that are not open; null where there is no disk. */
  readonly files: Files | null;
  /** False in a browser, which has no runtime. */
  readonly canTrain: boolean;
  /** Runs the probes of saved programs; null where there is no thread to run them in. */
  readonly probe: RunProbes | null;
  /** Says which rule of the gallery a program is; null where there is no thread to find out in. */
  readonly recognize: Recognize | null;
}

/** Answers an editor over the connection; each request has its own file. */
export function serve(connection: Connection, { files, canTrain, probe, recognize }: Home): void {
  const documents = new TextDocuments(TextDocument);
  const analyses: Analyses = new Analyses(
    () => settings.current.lints,
    (uri) => programs.importsOf(uri),
    (uri) => recognitions?.of(uri) ?? null,
  );
  const openUri = (uri: string): string | undefined =>
    documents.get(uri) ? uri : documents.keys().find((each) => keyOf(each) === keyOf(uri));
  const programs = new ProgramFiles(
    files,
    (uri) => {
      const document = documents.get(openUri(uri) ?? '');
      return document ? { document, text: document.getText() } : null;
    },
    (document) => analyses.of(document),
    () => [...new Set([...documents.keys(), ...workspace.programs])],
  );
  let snippets = false;
  /** When a document has last been opened or changed. */
  let typed = -Infinity;
  let client: ClientCapabilities = {};
  let folders: readonly WorkspaceFolder[] = [];
  /** A program has become another: so have those that import from it. */
  const changedForImporters = (uri: string): void => {
    for (const importer of analyses.forgetImporters(uri)) publishSoon(importer);
    clearTimeout(importersWait.get(uri));
    const wait = setTimeout(() => {
      importersWait.delete(uri);
      void workspace.lookAtImporters(uri);
    }, CLOSED_IMPORTERS_MS);
    importersWait.set(uri, wait);
  };
  const importersWait = new Map<string, NodeJS.Timeout>();
  const workspace: WorkspaceCheck = new WorkspaceCheck(
    connection,
    files,
    programs,
    (uri) => openUri(uri) !== undefined,
    () => settings.current.lints,
    changedForImporters,
  );
  const settings: SettingsStore = new SettingsStore(connection, () => {
    analyses.forgetAll();
    for (const { uri } of documents.all()) publish(uri);
    for (const [uri, version] of saved) if (documents.get(uri)?.version === version) runProbes(uri);
    void workspace.turn(settings.current.checkWorkspace);
    refreshLenses();
    if (client.workspace?.inlayHint?.refreshSupport === true)
      void connection.languages.inlayHint.refresh();
  });

  const refreshLenses = (): void => {
    if (client.workspace?.codeLens?.refreshSupport === true)
      void connection.sendRequest(CodeLensRefreshRequest.type);
  };

  connection.onInitialized(() => {
    void workspace.begin(client, folders);
    void settings.begin(client);
    warmUp(inQuiet(() => performance.now() - typed));
  });
  connection.onInitialize((params: InitializeParams): InitializeResult => {
    const { capabilities } = params;
    folders = params.workspaceFolders ?? [];
    client = capabilities;
    snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport ?? false;
    return {
      capabilities: {
        textDocumentSync: {
          openClose: true,
          change: TextDocumentSyncKind.Incremental,
          save: true,
        },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        completionProvider: { triggerCharacters: ['"'], resolveProvider: true },
        hoverProvider: true,
        signatureHelpProvider: { triggerCharacters: ['(', ','] },
        documentSymbolProvider: true,
        codeLensProvider: {},
        codeActionProvider: { codeActionKinds: [...CODE_ACTION_KINDS] },
        inlayHintProvider: true,
        callHierarchyProvider: true,
        definitionProvider: true,
        referencesProvider: true,
        documentHighlightProvider: true,
        renameProvider: { prepareProvider: true },
        documentLinkProvider: {},
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

  /** A document as it stands, for what needs no analysis; `otherwise` for one that is not open. */
  const onText = <T>(uri: string, otherwise: T, answer: (document: TextDocument) => T): T => {
    const document = documents.get(uri);
    return document === undefined ? otherwise : answer(document);
  };

  /** As `onText`, with the analysis, without lints. */
  const on = <T>(uri: string, otherwise: T, answer: (analyzed: Analyzed) => T): T =>
    onText(uri, otherwise, (document) => answer(analyses.of(document)));

  /** As `on`, with what the lints say. */
  const onLinted = <T>(uri: string, otherwise: T, answer: (analyzed: Analyzed) => T): T =>
    onText(uri, otherwise, (document) => answer(analyses.linted(document)));

  // Several changes that have arrived together are answered once, for the text as it then stands.
  const waiting = new Set<string>();
  const publish = (uri: string): void => {
    waiting.delete(uri);
    onLinted(uri, undefined, (analyzed) => {
      const { version } = analyzed.document;
      void connection.sendDiagnostics({ uri, version, diagnostics: diagnosticsOf(analyzed) });
    });
  };
  const publishSoon = (uri: string): void => {
    if (waiting.has(uri)) return;
    waiting.add(uri);
    setTimeout(publish, BREATH_MS, uri);
  };
  // Probes run for the text as it was saved, and are forgotten when it changes.
  const saved = new Map<string, number>();
  const probing =
    probe &&
    new Probing(probe, (uri, version, found) => {
      const document = documents.get(uri);
      if (document === undefined) return;
      analyses.add(document, version, found);
      publish(uri);
    });
  const runProbes = (uri: string): void => {
    probing?.stop(uri);
    if (!settings.current.probes) return;
    on(uri, undefined, ({ document: { version }, text, analysis: { program } }) => {
      const { lints } = settings.current;
      if (program !== null) probing?.start(uri, version, { text, program, lints });
    });
  };
  documents.onDidSave(({ document: { uri, version } }) => {
    if (probing === null && saved.size === 0)
      connection.console.info('Probes (P1 to P6) are left out: they need an editor on a machine.');
    saved.set(uri, version);
    runProbes(uri);
  });
  const recognitions =
    recognize &&
    new Recognitions(
      recognize,
      (uri) => on(uri, null, ({ analysis: { program } }) => program),
      (uri) => {
        refreshLenses();
        const document = documents.get(uri);
        if (document === undefined) return;
        analyses.renew(document);
        publish(uri);
      },
    );
  documents.onDidChangeContent(({ document: { uri } }) => {
    typed = performance.now();
    probing?.stop(uri);
    const { codeLens, lints } = settings.current;
    if (codeLens || lints['A15'] !== 'off') recognitions?.changed(uri);
    publishSoon(uri);
    changedForImporters(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    analyses.forget(uri);
    saved.delete(uri);
    probing?.stop(uri);
    recognitions?.forget(uri);
    void workspace.closed(uri);
    changedForImporters(uri);
  });

  connection.onCompletion(({ textDocument: { uri }, position }) =>
    on(uri, [], (analyzed) => completions(analyzed, position, snippets, programs)),
  );
  connection.onCompletionResolve(withDocumentation);
  connection.onHover(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) =>
      hover(analyzed, position, programs, () => analyses.linted(analyzed.document).analysis.notes),
    ),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => signatureHelp(analyzed, position)),
  );
  connection.onDocumentSymbol(({ textDocument: { uri } }) => on(uri, [], documentSymbols));
  connection.onCodeLens(({ textDocument: { uri } }) =>
    settings.current.codeLens
      ? on(uri, [], (analyzed) => codeLenses(analyzed, canTrain, recognitions?.of(uri) ?? null))
      : [],
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    settings.current.inlayHints ? on(uri, [], (analyzed) => inlayHints(analyzed, range)) : [],
  );
  connection.languages.callHierarchy.onPrepare(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => prepareCallHierarchy(analyzed, position)),
  );
  connection.languages.callHierarchy.onIncomingCalls(({ item: { uri, name } }) =>
    on(uri, [], (analyzed) => incomingCalls(analyzed, name)),
  );
  connection.languages.callHierarchy.onOutgoingCalls(({ item: { uri, name } }) =>
    on(uri, [], (analyzed) => outgoingCalls(analyzed, name)),
  );
  // The editor asks by itself at every move of the cursor, and again when diagnostics have come: only a person waits
  // for the lints.
  connection.onCodeAction(({ textDocument: { uri }, range, context }) => {
    const isAsked = context.triggerKind !== CodeActionTriggerKind.Automatic;
    const answer = (analyzed: Analyzed) => codeActions(analyzed, range, context);
    return isAsked
      ? onLinted(uri, [], answer)
      : on(uri, [], ({ document }) => answer(analyses.asFarAsKnown(document)));
  });
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => definition(analyzed, position, programs)),
  );
  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    on(uri, [], (analyzed) => references(analyzed, position, context.includeDeclaration, programs)),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    on(uri, [], (analyzed) => documentHighlights(analyzed, position)),
  );
  connection.onPrepareRename(({ textDocument: { uri }, position }) =>
    on(uri, null, (analyzed) => prepareRename(analyzed, position)),
  );
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) =>
    on(uri, null, (analyzed) => renameSymbol(analyzed, position, newName, programs)),
  );
  connection.onDocumentLinks(({ textDocument: { uri } }) =>
    on(uri, [], (analyzed) => documentLinks(analyzed, programs)),
  );
  connection.onFoldingRanges(({ textDocument: { uri } }) => on(uri, [], foldingRanges));
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) =>
    on(uri, [], (analyzed) => selectionRanges(analyzed, positions)),
  );
  connection.onDocumentFormatting(({ textDocument: { uri } }) => onText(uri, [], formatDocument));
  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }) =>
    onText(uri, [], (document) => formatRange(document, range)),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position }) =>
    onText(uri, [], (document) => formatOnType(document, position)),
  );
  connection.languages.semanticTokens.on(({ textDocument: { uri } }) =>
    on(uri, { data: [] }, semanticTokens),
  );
  connection.onRequest(CHECK, ({ uri }) => onLinted(uri, [], allDiagnosticsOf));
  connection.onRequest(SIMPLIFY, ({ uri }) => on(uri, null, simplification));
  connection.onRequest(WHOLE, (question) => wholeProgram(question, programs));

  documents.listen(connection);
  connection.listen();
}
