import type * as vscode from 'vscode';
import type { AlertMutes } from './alerts/mutes';
import type { LanguageRequests } from './language-request';
import type { LogFolders } from './logs/folders';
import type { MetricsPanel } from './panel/panel';
import type { RunBook } from './runs/book';
import type { Runtime } from './runtime';
import type { Simplifier } from './simplify/simplify';

/** What the commands work with. */
export interface Services {
  readonly context: vscode.ExtensionContext;
  readonly runtime: Runtime;
  readonly book: RunBook;
  readonly panel: MetricsPanel;
  readonly logs: LogFolders;
  readonly language: LanguageRequests;
  readonly mutes: AlertMutes;
  readonly simplifier: Simplifier;
}
