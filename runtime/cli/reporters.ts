import type { Run, RunSpec } from '../protocol/runs';
import { alertWords } from '../protocol/alerts';
import { AlertLog, untoldReason } from './alert-log';
import { jsonMetrics, printJson } from './json';
import type { RunListener } from './follow';
import { programLabels } from './labels';
import { mayColour, painter } from './paint';
import { ProgressDisplay } from './progress';
import { resultTable, sweepTable } from './result-table';
import { differingSettings, settingsOf, settingText } from './settings';
import type { StepValues } from './step-gatherer';

/** How `train` tells of its runs. */
export interface Reporter extends RunListener {
  /** A sentence for the person. */
  say(sentence: string): void;
  finish(runs: readonly Run[]): void;
}

/** One JSON line an event on stdout; sentences go to stderr. */
export class JsonReporter implements Reporter {
  readonly #started = new Set<string>();
  readonly #warned = new WarningLog();
  readonly #alerts = new AlertLog();

  changed(run: Run): void {
    for (const sentence of this.#warned.news(run)) this.say(sentence);
    this.#start(run);
    for (const { step, kind, message } of this.#alerts.news(run))
      printJson({ event: 'alert', run: run.id, step, kind, message });
  }

  metrics(run: Run, ...[step, values]: StepValues): void {
    printJson({ event: 'metrics', run: run.id, step, values: jsonMetrics(values) });
  }

  ended(run: Run): void {
    const reason = untoldReason(run);
    if (reason !== null) this.say(`${run.spec.program.name}: ${reason}`);
    printJson({
      event: 'end',
      run: run.id,
      status: run.status,
      step: run.step,
      seconds: secondsOf(run),
      metrics: jsonMetrics(run.metrics),
    });
  }

  say(sentence: string): void {
    process.stderr.write(`${sentence}\n`);
  }

  finish(): void {
    // Everything has been told in events.
  }

  #start(run: Run): void {
    if (!run.resolved || this.#started.has(run.id)) return;
    this.#started.add(run.id);
    printJson({
      event: 'start',
      run: run.id,
      program: run.spec.program.name,
      task: run.spec.task,
      model: run.resolved.model,
      seed: run.spec.seed,
      backend: run.resolved.backend,
      parameters: run.resolved.parameters,
      ...(run.spec.sweep ? { sweep: run.spec.sweep, settings: settingsOf(run.spec) } : {}),
    });
  }
}

/** Lines of progress on stderr, and a table on stdout at the end. */
export class TerminalReporter implements Reporter {
  readonly #display = new ProgressDisplay();
  readonly #warned = new WarningLog();
  readonly #alerts = new AlertLog();
  readonly #described = new Set<string>();
  readonly #severalSeeds: boolean;
  /** The settings in which the runs differ, as those of a sweep do. */
  readonly #varied: readonly string[];
  readonly #programLabel: ReturnType<typeof programLabels>;

  constructor(specs: readonly RunSpec[]) {
    this.#programLabel = programLabels(specs.map(({ program }) => program));
    this.#varied = differingSettings(specs);
    this.#severalSeeds = new Set(specs.map(({ seed }) => seed)).size > 1;
  }

  changed(run: Run): void {
    if (run.resolved) this.#describe(run.resolved);
    for (const sentence of this.#warned.news(run)) this.say(sentence);
    for (const alert of this.#alerts.news(run))
      this.say(`${this.#labelOf(run)}: ${alert.title}: ${alertWords(alert)}`);
    this.#display.show(run, this.#labelOf(run));
  }

  metrics(): void {
    // A line of progress shows the run's own last loss.
  }

  ended(run: Run): void {
    this.#display.show(run, this.#labelOf(run));
    const reason = untoldReason(run);
    if (reason !== null) this.say(`${this.#labelOf(run)}: ${reason}`);
  }

  say(sentence: string): void {
    this.#display.say(sentence);
  }

  finish(runs: readonly Run[]): void {
    this.#display.end();
    const paint = painter(mayColour(process.stdout));
    const lines =
      this.#varied.length === 0
        ? resultTable(runs, (run) => this.#labelOf(run), paint)
        : sweepTable(runs, this.#varied, paint);
    process.stdout.write(`\n${lines.join('\n')}\n`);
  }

  /** Says once what is trained on and where; seeds may differ in their data, so only in the first's words. */
  #describe(resolved: NonNullable<Run['resolved']>): void {
    const { model, description, backend, backendReason, threads = 1 } = resolved;
    const key = `${model} ${backend}`;
    if (this.#described.has(key)) return;
    this.#described.add(key);
    const by = threads > 1 ? `, on up to ${threads} threads` : '';
    const reason = backendReason.replace(/\.$/, '');
    this.say(`${description} Model ${model} on ${backend} (${reason})${by}.`);
  }

  #labelOf({ spec }: Run): string {
    const settings = settingsOf(spec);
    const varied = this.#varied.map((name) => `${name} ${settingText(settings[name])}`);
    const label = [this.#programLabel(spec.program), ...varied].join(' ');
    return this.#severalSeeds ? `${label} seed ${spec.seed}` : label;
  }
}

/** Tells each warning of each run once, of all runs of a sweep together. */
class WarningLog {
  readonly #told = new Set<string>();

  news({ id, spec, warnings }: Run): string[] {
    const key = (warning: string): string => `${spec.sweep ?? id} ${warning}`;
    const fresh = warnings.filter((warning) => !this.#told.has(key(warning)));
    for (const warning of fresh) this.#told.add(key(warning));
    return fresh.map((warning) => `${spec.program.name}: ${warning}`);
  }
}

const secondsOf = ({ startedAt, endedAt }: Run): number =>
  startedAt === null || endedAt === null ? 0 : (endedAt - startedAt) / 1000;
