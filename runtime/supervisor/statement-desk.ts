import { sameStore } from '../protocol/store-path';
import {
  HISTORY_LENGTH,
  type StatementHistory,
  type StatementLayout,
  type StatementsState,
  type StepFigures,
} from '../protocol/statements';
import type { RunRef } from '../protocol/messages';

/** One who has asked for the statements of runs. */
export interface StatementListener {
  found(run: RunRef, layout: StatementLayout | null): void;
  observed(run: RunRef, every: number, figures: StepFigures): void;
}

interface Sheet {
  readonly run: RunRef;
  state: StatementsState;
  readonly listeners: Set<StatementListener>;
  /** Tells the trainer whether somebody wants to know; null where there is none. */
  observe: ((wanted: boolean) => void) | null;
}

/** What was told of this many runs that have ended is kept. */
const ENDED_SHEETS = 20;

const NOTHING: StatementsState = {
  layout: null,
  every: null,
  latest: null,
  history: { steps: [], rms: [] },
};

/** What the statements of runs give, for those who have asked: trainers are told to observe only while somebody has. */
export class StatementDesk {
  private sheets: Sheet[] = [];

  /** What is known; more comes to the listener until it leaves. */
  subscribe(run: RunRef, listener: StatementListener): StatementsState {
    const sheet = this.sheet(run);
    sheet.listeners.add(listener);
    if (sheet.listeners.size === 1) sheet.observe?.(true);
    return sheet.state;
  }

  unsubscribe(run: RunRef, listener: StatementListener): void {
    this.leave(this.sheet(run), listener);
    this.tidy();
  }

  /** The listener has gone. */
  forget(listener: StatementListener): void {
    for (const sheet of this.sheets) this.leave(sheet, listener);
    this.tidy();
  }

  /** A trainer is at work on a run. */
  begin(run: RunRef, observe: (wanted: boolean) => void): void {
    const sheet = this.sheet(run);
    sheet.observe = observe;
    if (sheet.listeners.size > 0) observe(true);
  }

  found(run: RunRef, layout: StatementLayout): void {
    const sheet = this.sheet(run);
    sheet.state = { ...NOTHING, layout };
    for (const listener of sheet.listeners) listener.found(sheet.run, layout);
  }

  observed(run: RunRef, every: number, figures: StepFigures): void {
    const sheet = this.sheet(run);
    const history = longer(sheet.state.history, figures);
    sheet.state = { ...sheet.state, every, latest: figures, history };
    for (const listener of sheet.listeners) listener.observed(sheet.run, every, figures);
  }

  /** The trainer has gone. */
  end(run: RunRef): void {
    this.sheet(run).observe = null;
    this.tidy();
  }

  private sheet({ store, run }: RunRef): Sheet {
    const known = this.sheets.find(
      (each) => each.run.run === run && sameStore(each.run.store, store),
    );
    if (known) return known;
    const sheet: Sheet = {
      run: { store, run },
      state: NOTHING,
      listeners: new Set(),
      observe: null,
    };
    this.sheets.push(sheet);
    return sheet;
  }

  private leave(sheet: Sheet, listener: StatementListener): void {
    if (sheet.listeners.delete(listener) && sheet.listeners.size === 0) sheet.observe?.(false);
  }

  /** Lets go of what nobody asks about: the runs that ended first. */
  private tidy(): void {
    const idle = this.sheets.filter((each) => each.observe === null && each.listeners.size === 0);
    const gone = new Set(
      idle.filter((each, i) => each.state === NOTHING || i < idle.length - ENDED_SHEETS),
    );
    this.sheets = this.sheets.filter((each) => !gone.has(each));
  }
}

function longer({ steps, rms }: StatementHistory, figures: StepFigures): StatementHistory {
  const add = <T>(list: readonly T[], value: T): T[] => [...list, value].slice(-HISTORY_LENGTH);
  return {
    steps: add(steps, figures.step),
    rms: figures.statements.map(({ whole }, i) => add(rms[i] ?? [], whole?.rms ?? null)),
  };
}
