/** Each diagnostic's code leads to the page that explains it, which comes with the extension. */
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient';
import { exists } from './files';

/** Internal: only links on diagnostics name it. */
const EXPLAIN = 'optiscope.explainCode';

/** Puts a link to its page on every diagnostic that the language server gives. */
export const linksToPages: Middleware = {
  handleDiagnostics(uri, diagnostics, next) {
    for (const diagnostic of diagnostics) {
      const { code } = diagnostic;
      if (typeof code !== 'string') continue;
      const argument = encodeURIComponent(JSON.stringify([code]));
      diagnostic.code = { value: code, target: vscode.Uri.parse(`command:${EXPLAIN}?${argument}`) };
    }
    next(uri, diagnostics);
  },
};

/** Opens pages when their links are followed; a code without a page of its own leads to the list of all. */
export function openPages({ extensionUri }: vscode.ExtensionContext): vscode.Disposable {
  return vscode.commands.registerCommand(EXPLAIN, async (code: unknown) => {
    const pageOf = (name: string): vscode.Uri =>
      vscode.Uri.joinPath(extensionUri, 'docs', 'lints', `${name}.md`);
    const own = pageOf(/^[A-Z]\d+$/.test(String(code)) ? String(code) : 'README');
    const page = (await exists(own)) ? own : pageOf('README');
    await vscode.commands.executeCommand('markdown.showPreviewToSide', page);
  });
}
