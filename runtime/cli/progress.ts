import { isEnded, type Run } from '../protocol/runs';
import { mayColour, painter, type Paint } from './paint';
import {
  formatCount,
  formatDuration,
  formatRate,
  formatNumber,
  statusWords,
} from '../protocol/words';

/** What a line of progress shows of a run. */
export interface Progress {
  readonly run: Run;
  /** How runs are told apart: "lion", "lion seed 1". */
  readonly label: string;
  /** Steps a second since the first step was seen; null before. */
  readonly rate: number | null;
}

/** Leaves room for the rest of the line in 80 columns. */
const BAR = 12;
/** A terminal is redrawn at most this often, and a log gets a line about each run at most so often; milliseconds. */
const REDRAW = 100;
const LINE_EVERY = 5000;
const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
const CLEAR_LINE = '\u001b[2K';

/** One line about a run: bar, step, loss, rate, time left. */
export function progressLine(
  { run, label, rate }: Progress,
  width: number,
  now: number,
  paint: Paint,
): string {
  const name = label.padEnd(width);
  const steps = run.resolved?.steps ?? run.spec.steps;
  if (run.startedAt === null || steps === null) return `${name}  ${paint('dim', statusWords(run))}`;
  const share = Math.min(1, run.step / steps);
  const full = Math.floor(share * BAR);
  const bar = '━'.repeat(full) + paint('dim', '─'.repeat(BAR - full));
  const seconds = ((run.endedAt ?? now) - run.startedAt) / 1000;
  const loss = run.metrics['train/loss'];
  return [
    name,
    bar,
    `${formatCount(run.step)}/${formatCount(steps)}`.padStart(2 * formatCount(steps).length + 1),
    loss === undefined ? '' : `loss ${formatNumber(Number(loss))}`,
    rate === null ? '' : formatRate(rate, 'steps'),
    timeWords(run, seconds, rate, steps, paint),
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function timeWords(
  run: Run,
  seconds: number,
  rate: number | null,
  steps: number,
  paint: Paint,
): string {
  if (run.status === 'failed') return paint('red', 'failed');
  if (run.status === 'diverged')
    return paint('yellow', `diverged after ${formatDuration(seconds)}`);
  if (run.status === 'completed') return `done in ${formatDuration(seconds)}`;
  if (run.status === 'stopped') return `stopped after ${formatDuration(seconds)}`;
  if (run.status === 'stopping' || run.status === 'paused') return run.status;
  return rate === null ? '' : `${formatDuration((steps - run.step) / rate)} left`;
}

/** Shows how runs get on: lines that redraw in a terminal, plain ones elsewhere, seldom enough for a log. */
export class ProgressDisplay {
  readonly #stream: NodeJS.WriteStream;
  readonly #paint: Paint;
  readonly #runs = new Map<string, Progress>();
  /** Where each run was when its first step was seen: loading its data is not part of its rate. */
  readonly #firstSeen = new Map<string, { at: number; step: number }>();
  readonly #printed = new Map<string, { at: number; status: string }>();
  #drawn = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
    this.#paint = painter(mayColour(stream));
    // However the command ends, the terminal has its cursor back.
    process.once('exit', () => {
      if (this.#drawn > 0) stream.write(SHOW_CURSOR);
    });
  }

  show(run: Run, label: string): void {
    const progress = { run, label, rate: this.#rateOf(run) };
    this.#runs.set(run.id, progress);
    if (!this.#stream.isTTY) this.#printSeldom(progress);
    else this.#timer ??= setTimeout(() => this.#redraw(), REDRAW);
  }

  /** Prints a sentence above the lines. */
  say(sentence: string): void {
    this.#wipe();
    this.#stream.write(`${sentence}\n`);
    this.#redraw();
  }

  /** Draws the last state and gives the terminal back. */
  end(): void {
    this.#redraw();
    if (this.#drawn > 0) this.#stream.write(SHOW_CURSOR);
    this.#drawn = 0;
    this.#runs.clear();
  }

  #rateOf({ id, step, endedAt }: Run): number | null {
    if (step === 0) return null;
    const now = endedAt ?? Date.now();
    const first = this.#firstSeen.get(id);
    if (!first) this.#firstSeen.set(id, { at: now, step });
    return first && now > first.at && step > first.step
      ? ((step - first.step) * 1000) / (now - first.at)
      : null;
  }

  #redraw(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#stream.isTTY || this.#runs.size === 0) return;
    this.#wipe();
    const lines = this.#lines().map((line) => fit(line, this.#stream.columns));
    this.#stream.write(`${HIDE_CURSOR}${lines.join('\n')}\n`);
    this.#drawn = lines.length;
  }

  #lines(): string[] {
    const all = [...this.#runs.values()];
    const width = Math.max(...all.map(({ label }) => label.length));
    const now = Date.now();
    const room = Math.max(1, (this.#stream.rows || 24) - 2);
    // More runs than rows: those that run now, since lines above the screen cannot be redrawn.
    const shown =
      all.length <= room ? all : all.filter(({ run }) => !isEnded(run.status)).slice(0, room);
    return shown.map((progress) => progressLine(progress, width, now, this.#paint));
  }

  #wipe(): void {
    if (this.#drawn === 0) return;
    this.#stream.write(
      `\u001b[${this.#drawn}A\r${`${CLEAR_LINE}\n`.repeat(this.#drawn)}\u001b[${this.#drawn}A`,
    );
    this.#drawn = 0;
  }

  #printSeldom(progress: Progress): void {
    const { run, label } = progress;
    const last = this.#printed.get(run.id);
    const now = Date.now();
    const ended = isEnded(run.status) && last?.status !== run.status;
    const moving = run.status === 'running' && run.step > 0;
    if (!ended && (!moving || now - (last?.at ?? 0) < LINE_EVERY)) return;
    this.#printed.set(run.id, { at: now, status: run.status });
    this.#stream.write(`${progressLine(progress, label.length, now, this.#paint)}\n`);
  }
}

/** Cuts a line to the terminal's width, colours not counted: a wrapped line could not be redrawn. */
function fit(line: string, columns: number | undefined): string {
  const room = (columns || 80) - 1;
  let shown = 0;
  let kept = '';
  for (const part of line.split(/(\u001b\[[\d;]*m)/)) {
    if (part.startsWith('\u001b')) kept += part;
    else {
      kept += part.slice(0, Math.max(0, room - shown));
      shown += part.length;
    }
  }
  return kept;
}
