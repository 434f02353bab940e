import * as vscode from 'vscode';
import type { Alert } from '../runtime/protocol/alerts';
import { BACKENDS } from '../runtime/protocol/runs';
import type { RunDefaults } from './training/plan';

const read = (): vscode.WorkspaceConfiguration => vscode.workspace.getConfiguration('optiscope');

/** What runs use unless they are told otherwise. */
export function runDefaults(): RunDefaults {
  const backend = read().get<string>('backend', 'auto');
  const threads = read().get('trainingThreads', 0);
  return {
    backend: BACKENDS.find((each) => each === backend) ?? 'auto',
    threads: Number.isSafeInteger(threads) && threads > 0 ? threads : null,
    relaxedSimd: read().get<boolean>('relaxedSimd', false),
  };
}

/** The Node that runs the training processes; the editor's own unless the person names another. */
export const nodePath = (): string => read().get<string>('nodePath', '').trim() || process.execPath;

/** How many runs train at the same time; null leaves it to the runtime. */
export function parallelRuns(): number | null {
  const value = read().get('parallelRuns', 0);
  return Number.isSafeInteger(value) && value > 0 ? value : null;
}

/** How many runs, and those of how many days, are kept in a store; null: that says nothing. */
export function retention(store: string): { keepRuns: number | null; keepDays: number | null } {
  const settings = vscode.workspace.getConfiguration('optiscope', vscode.Uri.file(store));
  const limit = (name: string): number | null => {
    const value = settings.get(name, 0);
    return Number.isSafeInteger(value) && value > 0 ? value : null;
  };
  return { keepRuns: limit('keepRuns'), keepDays: limit('keepDays') };
}

export const announcesFinishedRuns = (): boolean => read().get('announceFinishedRuns', true);

/** Whether the editor tells of alerts of this kind at all; one that the setting leaves out is told. */
export const tellsAlerts = (kind: Alert['kind']): boolean =>
  read().get<Readonly<Record<string, unknown>>>('alerts', {})[kind] !== false;

/** Whether figures of runs stand at the programs that they train. */
export const showsInlineMetrics = (): boolean => read().get('inlineMetrics', true);

/** Whether metrics of runs stand where Python, TypeScript and JavaScript log them. */
export const showsLoggedTags = (): boolean => read().get('loggedTags', false);

/** Whether there are lenses above programs. */
export const showsLens = (): boolean => read().get('codeLens', true);
