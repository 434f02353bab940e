import * as vscode from 'vscode';
import type { LineFigures } from './line-figures';

const LIVE = new vscode.ThemeColor('editorCodeLens.foreground');
const FADED = new vscode.ThemeColor('disabledForeground');
const SHOW_RUN = 'optiscope.showRun';

/** Puts figures behind the lines of editors; what stands there already is left as it is. */
export class LineDecorations implements vscode.Disposable {
  private readonly type = vscode.window.createTextEditorDecorationType({
    after: { margin: '0 0 0 3ch' },
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
  });
  /** What each editor shows, as text. */
  private readonly shown = new WeakMap<vscode.TextEditor, string>();

  dispose(): void {
    this.type.dispose();
  }

  set(editor: vscode.TextEditor, figures: readonly LineFigures[]): void {
    const { document } = editor;
    const there = figures.filter(({ line }) => line < document.lineCount);
    const text = JSON.stringify(there);
    if (text === (this.shown.get(editor) ?? '[]')) return;
    this.shown.set(editor, text);
    editor.setDecorations(
      this.type,
      there.map((each) => {
        const { end } = document.lineAt(each.line).range;
        return {
          range: new vscode.Range(end, end),
          hoverMessage: hoverOf(each),
          renderOptions: {
            after: { contentText: each.text, color: each.faded ? FADED : LIVE },
          },
        };
      }),
    );
  }
}

function hoverOf({ about, details, run }: LineFigures): vscode.MarkdownString {
  const argument = encodeURIComponent(JSON.stringify([run]));
  const markdown = new vscode.MarkdownString(
    `${about} [Show Run](command:${SHOW_RUN}?${argument})\n\n${details}`,
  );
  markdown.isTrusted = { enabledCommands: [SHOW_RUN] };
  return markdown;
}
