import {
  HISTORY_LENGTH,
  type StatementLayout,
  type StatementsState,
  type StepFigures,
} from '../../runtime/protocol/statements';

/** All that a window knows of the statements of a run: what was told at first, and what came since. */
export class ObservedStatements {
  layout: StatementLayout | null = null;
  latest: StepFigures | null = null;
  /** Steps from one observation to the next; null: not known. */
  every: number | null = null;
  /** By statement, then by observation; NaN where there was nothing finite. */
  private whole: number[][] = [];
  /** By statement, then by parameter, then by observation. */
  private layers: number[][][] = [];

  begin({ layout, every, latest, history }: StatementsState): void {
    this.found(layout);
    this.every = every;
    this.latest = latest;
    this.whole = history.rms.map((rms) => rms.map(orNaN));
    if (latest !== null) this.noteLayers(latest);
  }

  /** What was told before is void. */
  found(layout: StatementLayout | null): void {
    this.layout = layout;
    this.latest = null;
    this.every = null;
    this.whole = [];
    this.layers = [];
  }

  observed(every: number, figures: StepFigures): void {
    this.every = every;
    this.latest = figures;
    figures.statements.forEach(({ whole }, statement) =>
      append((this.whole[statement] ??= []), whole?.rms),
    );
    this.noteLayers(figures);
  }

  /** The root mean squares of a statement at the steps observed last, over all parameters. */
  history(statement: number): readonly number[] {
    return this.whole[statement] ?? [];
  }

  /** The same for one of the parameters, as far back as this window has watched. */
  historyOf(statement: number, parameter: number): readonly number[] {
    return this.layers[statement]?.[parameter] ?? [];
  }

  private noteLayers({ statements }: StepFigures): void {
    statements.forEach(({ parameters }, statement) => {
      const ofStatement = (this.layers[statement] ??= []);
      parameters.forEach((figures, i) => append((ofStatement[i] ??= []), figures?.rms));
    });
  }
}

const orNaN = (value: number | null | undefined): number => value ?? NaN;

function append(values: number[], value: number | null | undefined): void {
  values.push(orNaN(value));
  if (values.length > HISTORY_LENGTH) values.shift();
}
