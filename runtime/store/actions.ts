import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALERT_KINDS } from '../protocol/alerts';
import type { RunAction } from '../protocol/runs';
import { ACTIONS_FILE } from './layout';

/** Adds a line to the `events.jsonl` of a run's folder. Throws the file system's error. */
export function appendAction(folder: string, action: RunAction): void {
  appendFileSync(join(folder, ACTIONS_FILE), `${JSON.stringify(action)}\n`);
}

/** What was done to a run and noticed in it, in order; a line that is not one, or is cut off, is passed over. */
export function readActions(folder: string): RunAction[] {
  let text: string;
  try {
    text = readFileSync(join(folder, ACTIONS_FILE), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      const value: unknown = JSON.parse(line);
      return isAction(value) ? [value] : [];
    } catch {
      return [];
    }
  });
}

const ACTIONS: readonly unknown[] = [
  'stop',
  'stop-after-epoch',
  'pause',
  'resume',
  'continue',
  'checkpoint',
  'set',
  'alert',
];

function isAction(value: unknown): value is RunAction {
  if (typeof value !== 'object' || value === null) return false;
  const { at, by, step, action, ...rest } = value as Record<string, unknown>;
  const isWhole =
    typeof at === 'number' &&
    typeof by === 'string' &&
    typeof step === 'number' &&
    ACTIONS.includes(action);
  if (!isWhole) return false;
  if (action === 'alert') {
    const { kind, title, message } = rest;
    return KINDS.includes(kind) && typeof title === 'string' && typeof message === 'string';
  }
  if (action !== 'set') return true;
  const { name, value: number, before } = rest;
  return typeof name === 'string' && typeof number === 'number' && typeof before === 'number';
}

const KINDS: readonly unknown[] = ALERT_KINDS;
