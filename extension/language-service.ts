import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { LanguageRequests } from './language-request';

/**
 * The language server, which runs from when a program is open or something is asked of it. Its client is most of what
 * the extension has to load: who only watches runs goes without.
 */
export class LanguageService implements LanguageRequests, vscode.Disposable {
  private client: Promise<LanguageClient> | null = null;
  private readonly watching: vscode.Disposable;

  constructor(private readonly context: vscode.ExtensionContext) {
    const startFor = ({ languageId }: vscode.TextDocument): void => {
      if (languageId === 'optim') void this.started().catch(() => undefined);
    };
    this.watching = vscode.workspace.onDidOpenTextDocument(startFor);
    vscode.workspace.textDocuments.forEach(startFor);
  }

  async sendRequest<R>(method: string, question: unknown): Promise<R> {
    return (await this.started()).sendRequest<R>(method, question);
  }

  async dispose(): Promise<void> {
    this.watching.dispose();
    await (await this.client?.catch(() => null))?.dispose();
  }

  private started(): Promise<LanguageClient> {
    return (this.client ??= this.start());
  }

  private async start(): Promise<LanguageClient> {
    const { createLanguageClient } = await import('./language-client');
    const client = createLanguageClient(this.context);
    try {
      await client.start();
    } catch (error) {
      void vscode.window.showErrorMessage(
        `The language server does not start: ${(error as Error).message}`,
      );
      throw error;
    }
    return client;
  }
}
