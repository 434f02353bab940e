/**
 * A trainer for tests: instead of training it does what the program's text, a JSON `FakeScript`, says. Its event file
 * and its messages are of the real kind.
 */
import { ALERT_TITLES, alertsOf, type AlertKind } from '../../protocol/alerts';
import type { StatementLayout, StepFigures } from '../../protocol/statements';
import { appendAction, readActions } from '../../store/actions';
import { EventFileWriter } from '../../store/event-file-writer';
import type { FromTrainer, ToTrainer, TrainerJob } from '../../trainer/messages';
import type { FakeScript } from './fake-script';

const TAGS = ['train/loss', 'optimizer/lr', 'val/loss'];
const VALIDATE_EVERY = 10;
const ROWS_PER_MESSAGE = 7;

let stopped = false;
let paused = false;
let began = 0;
let observing = false;

const START = { line: 1, character: 2 };
const LAYOUT: StatementLayout = {
  source: 'written',
  statements: [
    {
      name: 'x',
      range: { start: START, end: { line: 1, character: 9 } },
      imported: false,
      ofModel: false,
      isUpdate: true,
    },
  ],
  slots: [],
  parameters: ['weight'],
};

function figuresAt(step: number): StepFigures {
  const figures = { count: 1, nonFinite: 0, zeros: 0, rms: step, mean: step, largest: step };
  return { step, statements: [{ whole: figures, parameters: [figures] }], drift: [] };
}

const say = (message: FromTrainer, then?: () => void): void => {
  process.send?.(message, () => then?.());
};

function rowsFrom(first: number, end: number, isFirst: boolean): FromTrainer & { kind: 'rows' } {
  const tags: number[] = [];
  const steps: number[] = [];
  const values: number[] = [];
  for (let step = first; step < end; step++) {
    for (let tag = 0; tag < TAGS.length; tag++) {
      if (tag === 2 && step % VALIDATE_EVERY !== 0) continue;
      tags.push(tag);
      steps.push(step);
      values.push(Math.sin(step * (tag + 1)));
    }
  }
  return {
    kind: 'rows',
    newTags: isFirst ? TAGS : [],
    tags: Uint32Array.from(tags),
    steps: Float64Array.from(steps),
    wallTimes: Float64Array.from(steps, (step) => 1_700_000_000 + step),
    values: Float32Array.from(values),
  };
}

function keep(file: EventFileWriter, rows: FromTrainer & { kind: 'rows' }): void {
  for (let i = 0; i < rows.tags.length; i++)
    file.appendScalars([
      {
        step: rows.steps[i]!,
        wallTime: rows.wallTimes[i]!,
        scalars: [{ tag: TAGS[rows.tags[i]!]!, value: rows.values[i]! }],
      },
    ]);
  file.flush();
}

function resolved(spec: TrainerJob['spec'], steps: number): FromTrainer {
  return {
    kind: 'resolved',
    resolved: {
      model: 'fake',
      steps,
      batch: 1,
      lr: 0.1,
      hyper: spec.hyper,
      logEvery: 1,
      backend: 'tfjs-cpu',
      backendReason: 'asked for.',
      parameters: process.pid,
      description: 'nothing at all',
      dataHash: 'none',
      metric: { tag: 'val/loss', better: 'lower' },
      versions: { node: process.version },
    },
  };
}

function raise(folder: string, kind: AlertKind): void {
  if (alertsOf({ actions: readActions(folder) }).some((alert) => alert.kind === kind)) return;
  const alert = {
    action: 'alert',
    kind,
    title: ALERT_TITLES[kind],
    message: 'Look here.',
  } as const;
  const action = { at: Date.now(), by: 'trainer', step: 0, ...alert };
  appendAction(folder, action);
  say({ kind: 'alert', action });
}

function train(job: TrainerJob, script: FakeScript): void {
  const end = script.rows ?? Infinity;
  say(resolved(job.spec, script.rows ?? 1_000_000));
  if (script.warning !== undefined) say({ kind: 'warning', message: script.warning });
  if (script.alert !== undefined) raise(job.folder, script.alert);
  if (script.watched) say({ kind: 'statements', layout: LAYOUT });
  const file = script.unsaved ? null : new EventFileWriter(job.folder);
  let step = 0;
  const leave = (status: 'completed' | 'stopped' | 'diverged', reason: string | null): void => {
    file?.close();
    say({ kind: 'ended', status, step, reason }, () => process.exit());
  };
  let stood = false;
  const advance = (): void => {
    began = step;
    if (paused && !stopped) {
      if (!stood) say({ kind: 'paused', step });
      stood = true;
      setImmediate(advance);
      return;
    }
    if (stood) say({ kind: 'resumed' });
    stood = false;
    if (stopped) return leave('stopped', null);
    if (step >= end) {
      if (script.then === 'crash') {
        process.stderr.write('something terrible\nout of cheese\n', () => process.exit(7));
        return;
      }
      if (script.then === 'diverge') return leave('diverged', 'The loss became NaN.');
      return leave('completed', null);
    }
    const next = Math.min(end, step + ROWS_PER_MESSAGE);
    const rows = rowsFrom(step, next, step === 0);
    if (file !== null) keep(file, rows);
    step = next;
    say({ kind: 'progress', step });
    if (script.watched && observing)
      say({ kind: 'observed', every: ROWS_PER_MESSAGE, figures: figuresAt(step) });
    say(rows, () => setTimeout(advance, end === Infinity ? 1 : 0));
  };
  advance();
}

process.on('disconnect', () => process.exit());
process.on('message', (message: ToTrainer) => {
  switch (message.kind) {
    case 'observe':
      observing = message.wanted;
      return;
    case 'stop':
    case 'stop-after-epoch':
      stopped = true;
      return;
    case 'pause':
      paused = true;
      return;
    case 'resume':
      paused = false;
      return;
    case 'checkpoint':
      say({ kind: 'saved', step: began, failure: null });
      return;
    case 'set': {
      const { name, value, by } = message;
      say({
        kind: 'changed',
        action: { at: Date.now(), action: 'set', by, step: began, name, value, before: 0.1 },
      });
      return;
    }
    case 'job':
      begin(message);
  }
});

function begin(message: TrainerJob): void {
  const script = JSON.parse(message.spec.program.text) as FakeScript;
  if (script.deaf || script.hung) {
    if (script.deaf) process.on('SIGTERM', () => undefined);
    say(resolved(message.spec, 1));
  } else if (script.die) {
    process.kill(process.pid, 'SIGKILL');
  } else {
    train(message, script);
  }
}
