import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';

/** A language server in a process of its own, as an editor runs it, and the editor's side of the connection. */
export class TestClient {
  readonly #process: ChildProcess;
  readonly #whenLeft: () => void;
  readonly #published = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();
  readonly #left: Promise<number | null>;
  #settings: object = {};
  #refreshed: () => void = () => undefined;
  readonly rpc: MessageConnection;

  private constructor(process: ChildProcess, whenLeft: () => void) {
    this.#process = process;
    this.#whenLeft = whenLeft;
    this.#left = new Promise((resolve) => process.once('exit', resolve));
    this.rpc = createMessageConnection(
      new IPCMessageReader(process),
      new IPCMessageWriter(process),
    );
    this.rpc.onNotification('textDocument/publishDiagnostics', (params) => {
      this.#published.set(params.uri, params);
      for (const look of this.#waiting) look();
    });
    this.rpc.onRequest('workspace/configuration', () => [this.#settings]);
    for (const method of ['client/registerCapability', 'workspace/inlayHint/refresh'])
      this.rpc.onRequest(method, () => null);
    this.rpc.onRequest('workspace/codeLens/refresh', () => {
      this.#refreshed();
      return null;
    });
    this.rpc.listen();
  }

  /** Starts a bundled server, with folders of a workspace if there are any. `left`: to be done when it has ended. */
  static async run(
    module: string,
    folders: readonly string[] = [],
    left: () => void = () => undefined,
  ): Promise<TestClient> {
    const client = new TestClient(fork(module, ['--node-ipc'], { execArgv: [] }), left);
    await client.rpc.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      workspaceFolders: folders.map((uri) => ({ uri, name: 'workspace' })),
      capabilities: {
        workspace: {
          configuration: true,
          didChangeConfiguration: { dynamicRegistration: true },
          workspaceFolders: true,
          didChangeWatchedFiles: { dynamicRegistration: true },
          codeLens: { refreshSupport: true },
          inlayHint: { refreshSupport: true },
        },
        textDocument: { completion: { completionItem: { snippetSupport: true } } },
      },
    });
    await client.rpc.sendNotification('initialized', {});
    return client;
  }

  open(uri: string, text: string, version = 1): Promise<void> {
    return this.rpc.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'optim', version, text },
    });
  }

  change(uri: string, version: number, contentChanges: readonly object[]): Promise<void> {
    return this.rpc.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  save(uri: string): Promise<void> {
    return this.rpc.sendNotification('textDocument/didSave', { textDocument: { uri } });
  }

  close(uri: string): Promise<void> {
    return this.rpc.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** Changes the person's settings; resolves when the server goes by them. */
  async configure(settings: object): Promise<void> {
    this.#settings = settings;
    const refreshed = new Promise<void>((resolve) => (this.#refreshed = resolve));
    await this.rpc.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await refreshed;
  }

  /** The diagnostics published for a version of a document, once they have come. */
  diagnostics(uri: string, version: number | undefined): Promise<Diagnostic[]> {
    return this.published(uri, (params) => params.version === version);
  }

  /** The latest diagnostics of a document, once they are as wanted. */
  published(
    uri: string,
    wanted: (params: PublishDiagnosticsParams) => boolean,
  ): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      const look = (): void => {
        const published = this.#published.get(uri);
        if (published === undefined || !wanted(published)) return;
        this.#waiting.delete(look);
        resolve(published.diagnostics);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Whether anything has been published of a document. */
  hasTold(uri: string): boolean {
    return this.#published.has(uri);
  }

  /** Kills the process while it works on a request, as a crash would; resolves when it is gone. */
  async kill(): Promise<void> {
    const answer = this.rpc.sendRequest('textDocument/completion', {
      textDocument: { uri: 'untitled:none' },
      position: { line: 0, character: 0 },
    });
    answer.catch(() => undefined);
    this.#process.kill('SIGKILL');
    await this.#left;
  }

  /** Ends as an editor does; resolves with the process's exit code. */
  async stop(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      await this.rpc.sendRequest('shutdown');
      await this.rpc.sendNotification('exit');
    }
    const code = await this.#left;
    this.rpc.dispose();
    this.#whenLeft();
    return code;
  }
}
