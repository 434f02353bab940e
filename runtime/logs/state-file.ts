import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Beside the event files of a run that `python/optiscope.py` logs. */
const STATE_FILE = 'optiscope.json';

/** What the program itself says of its run. */
export interface LoggedState {
  readonly name: string;
  readonly config: Readonly<Record<string, string | number | boolean | null>>;
  readonly status: 'running' | 'completed' | 'stopped' | 'failed';
  readonly reason: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** The machine and the process that log it. */
  readonly host: string;
  readonly pid: number;
  /** Oldest first. */
  readonly alerts: readonly LoggedAlert[];
}

/** What the program wants the person to know at once. */
export interface LoggedAlert {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly step: number;
  readonly title: string;
  readonly text: string;
}

/** Reads what stands in a folder; null where there is no such file or another program's. */
export async function readLoggedState(folder: string): Promise<LoggedState | null> {
  try {
    return checked(JSON.parse(await readFile(join(folder, STATE_FILE), 'utf8')));
  } catch {
    return null;
  }
}

const STATUSES = ['running', 'completed', 'stopped', 'failed'] as const;

function checked(value: unknown): LoggedState | null {
  if (!isRecord(value) || value['format'] !== 1) return null;
  const { name, config, reason, startedAt, endedAt, host, pid, alerts } = value;
  const status = STATUSES.find((each) => each === value['status']);
  if (typeof name !== 'string' || typeof host !== 'string' || status === undefined) return null;
  if (typeof startedAt !== 'number' || !Number.isInteger(pid)) return null;
  return {
    name,
    config: flattened(config),
    status,
    reason: typeof reason === 'string' ? reason : null,
    startedAt,
    endedAt: typeof endedAt === 'number' ? endedAt : null,
    host,
    pid: pid as number,
    alerts: Array.isArray(alerts)
      ? alerts.filter(isRecord).map((alert) => checkedAlert(alert, startedAt))
      : [],
  };
}

/** @param startedAt for one that does not say when it was */
function checkedAlert(value: Readonly<Record<string, unknown>>, startedAt: number): LoggedAlert {
  const { at, step, title, text } = value;
  return {
    at: typeof at === 'number' ? at : startedAt,
    step: typeof step === 'number' ? step : 0,
    title: typeof title === 'string' ? title : '',
    text: typeof text === 'string' ? text : '',
  };
}

/** Settings as a flat list: what is nested gets a dotted name, a list stands as its JSON. */
function flattened(value: unknown, prefix = ''): Record<string, string | number | boolean | null> {
  if (!isRecord(value)) return {};
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, each]) => {
      const name = `${prefix}${key}`;
      if (isRecord(each)) return flattened(each, `${name}.`);
      const plain = each === null || ['string', 'number', 'boolean'].includes(typeof each);
      return { [name]: plain ? each : JSON.stringify(each) };
    }),
  ) as Record<string, string | number | boolean | null>;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
