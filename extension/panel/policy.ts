/** What a panel may say: everything else that comes out of a webview is dropped. */
import {
  AnnotateRun,
  DeleteRuns,
  Initialize,
  PauseRun,
  ReadSummaries,
  RestoreRuns,
  ResumeRun,
  RunNext,
  StopRun,
  SubscribeSeries,
  SummarySteps,
  UnsubscribeSeries,
  ViewSeries,
  WatchStore,
} from '../../runtime/protocol/messages';
import { EXPORT_FORMATS, PANEL_COMMANDS } from '../../runtime/protocol/panel';
import type { ExportFormat, FromPanel, PanelCommand } from '../../runtime/protocol/panel';

/** Requests that a panel may make. Starting runs is not among them: that is the editor's, which knows of trust. */
const METHODS: ReadonlySet<string> = new Set(
  [
    Initialize,
    WatchStore,
    SubscribeSeries,
    UnsubscribeSeries,
    ViewSeries,
    SummarySteps,
    ReadSummaries,
    PauseRun,
    ResumeRun,
    RunNext,
    StopRun,
    AnnotateRun,
    DeleteRuns,
    RestoreRuns,
  ].map((type) => type.method),
);

/** Notifications of JSON-RPC itself. */
const CANCEL = '$/cancelRequest';

/** Text of a panel is short: ids and paths. */
const LONGEST_TEXT = 64 * 1024;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a JSON-RPC message that may be passed on to the supervisor. */
export function mayPass(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return false;
  }
  return (
    isRecord(message) &&
    typeof message.method === 'string' &&
    (METHODS.has(message.method) || message.method === CANCEL)
  );
}

const isCommand = (value: unknown): value is PanelCommand =>
  PANEL_COMMANDS.some((command) => command === value);

/** More than this is not what a person meant to keep in one file. */
const LARGEST_FILE = 256 * 1024 * 1024;
const LONGEST_NAME = 100;

const isFormat = (value: unknown): value is ExportFormat =>
  typeof value === 'string' && Object.hasOwn(EXPORT_FORMATS, value);

/** A bare name with the extension of its format: no folder, nothing hidden. */
const isFileName = (value: unknown, format: ExportFormat): value is string =>
  typeof value === 'string' &&
  value.length <= LONGEST_NAME &&
  /^\w[\w.-]*$/.test(value) &&
  value.endsWith(`.${format}`);

const areTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** A message of a panel, if it is one and is allowed; otherwise null. */
export function readPanelMessage(value: unknown): FromPanel | null {
  if (!isRecord(value)) return null;
  switch (value.type) {
    case 'ready':
      return { type: 'ready' };
    case 'socket-text':
      return typeof value.text === 'string' && mayPass(value.text)
        ? { type: 'socket-text', text: value.text }
        : null;
    case 'shown':
      return typeof value.store === 'string' && areTexts(value.runs)
        ? { type: 'shown', store: value.store, runs: value.runs }
        : null;
    case 'save':
      return isFormat(value.format) &&
        isFileName(value.name, value.format) &&
        value.content instanceof ArrayBuffer &&
        value.content.byteLength <= LARGEST_FILE
        ? { type: 'save', format: value.format, name: value.name, content: value.content }
        : null;
    case 'command': {
      const args: unknown = value.args ?? [];
      return isCommand(value.command) && areTexts(args)
        ? { type: 'command', command: value.command, args }
        : null;
    }
    default:
      return null;
  }
}
