import * as vscode from 'vscode';

/** What an input box says under what is typed, and takes all the same; nothing where there is nothing to say. */
export const warning = (message: string | null): vscode.InputBoxValidationMessage | null =>
  message === null ? null : { message, severity: vscode.InputBoxValidationSeverity.Warning };
