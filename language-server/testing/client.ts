import { build } from 'esbuild';
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IPCMessageReader, IPCMessageWriter, createMessageConnection } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver/node';

/** A language server in a process of its own, as an editor runs it, and the editor's side of the connection. */
export class TestClient {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #published = new Map<string, PublishDiagnosticsParams>();
  readonly #waiting = new Set<() => void>();
  readonly #left: Promise<number | null>;
  readonly rpc: MessageConnection;

  private constructor(process: ChildProcess, folder: string) {
    this.#process = process;
    this.#folder = folder;
    this.#left = new Promise((resolve) => process.once('exit', resolve));
    this.rpc = createMessageConnection(
      new IPCMessageReader(process),
      new IPCMessageWriter(process),
    );
    this.rpc.onNotification('textDocument/publishDiagnostics', (params) => {
      this.#published.set(params.uri, params);
      for (const look of this.#waiting) look();
    });
    this.rpc.listen();
  }

  /** Bundles the server as the package does, and starts it. */
  static async start(): Promise<TestClient> {
    const folder = mkdtempSync(join(tmpdir(), 'optiscope-language-server-'));
    const outfile = join(folder, 'language-server.cjs');
    await build({
      entryPoints: [join(__dirname, '..', 'main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile,
      logLevel: 'error',
    });
    const client = new TestClient(fork(outfile, ['--node-ipc'], { execArgv: [] }), folder);
    await client.rpc.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: {
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

  close(uri: string): Promise<void> {
    return this.rpc.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  /** The diagnostics published for a version of a document, once they have come. */
  diagnostics(uri: string, version: number | undefined): Promise<Diagnostic[]> {
    return new Promise((resolve) => {
      const look = (): void => {
        const published = this.#published.get(uri);
        if (published === undefined || published.version !== version) return;
        this.#waiting.delete(look);
        resolve(published.diagnostics);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Ends as an editor does; resolves with the process's exit code. */
  async stop(): Promise<number | null> {
    if (this.#process.exitCode === null) {
      await this.rpc.sendRequest('shutdown');
      await this.rpc.sendNotification('exit');
    }
    const code = await this.#left;
    this.rpc.dispose();
    rmSync(this.#folder, { recursive: true, force: true });
    return code;
  }
}
