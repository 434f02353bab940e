import type { Observation } from '../../language';
import type { Engine, EngineState, StepRequest } from '../engines/engine';

/** States are kept at least so far apart, and take at most a fiftieth of the time; milliseconds. */
const INTERVAL = 500;
const SHARE = 50;
/** Steps are gone through once more for so long; milliseconds. */
const PATIENCE = 10_000;

/** A step as it can be made again. */
export type RepeatableStep = Omit<StepRequest, 'measured' | 'tensors' | 'observed' | 'batch'>;

/** Where a value was not finite first. */
export interface Origin {
  readonly step: number;
  /** Which of the values that are watched. */
  readonly value: number;
  /** The first parameter in which it was seen; null for a number of the whole model. */
  readonly parameter: number | null;
}

export interface OriginOptions {
  readonly engine: Engine;
  /** Another engine of the same kind, at its beginning. */
  readonly twin: () => Promise<Engine>;
  readonly batchOf: (step: number) => StepRequest['batch'];
  /** Milliseconds that only grow. */
  readonly now: () => number;
}

/**
 * Finds where the first number that is not finite arose. Keeps a sound state now and then, and makes the steps since then
 * once more, observed, when something has gone wrong: equal states and batches give equal steps.
 */
export class OriginSearch {
  private state: EngineState | null = null;
  private unsound = 0;
  private keptAt = -Infinity;
  private cost = 0;
  private since: RepeatableStep[] = [];

  constructor(private readonly options: OriginOptions) {}

  /** Keeps the state before the first step. */
  async begin(): Promise<void> {
    const { engine } = this.options;
    if (engine.isRepeatable) await this.keep();
  }

  /** Takes note of a step that has been made; `sound`: nothing was seen in it yet that is not finite. */
  async made(request: RepeatableStep, sound = true): Promise<void> {
    if (this.state === null) return;
    const { batchSize, step, totalSteps, lr, lrPeak, epochEnd, hyper } = request;
    this.since.push({ batchSize, step, totalSteps, lr, lrPeak, epochEnd, hyper });
    const wait = Math.max(INTERVAL, SHARE * this.cost);
    if (sound && this.options.now() - this.keptAt >= wait) await this.keep();
  }

  /**
   * Looks for it; null where all values that are watched were finite, or the steps cannot be made again; `model` where they
   * got what was not finite from there.
   */
  async find(): Promise<Origin | 'model' | null> {
    const { twin, batchOf, now } = this.options;
    if (this.state === null) return null;
    const limit = now() + PATIENCE;
    // A person's own model may refuse to be made twice.
    const engine = await twin().catch(() => null);
    if (engine === null) return null;
    try {
      engine.writeState(this.state);
      for (const step of this.since) {
        const { statements = null, norms } = await engine.trainStep({
          ...step,
          batch: batchOf(step.step),
          measured: true,
          tensors: false,
          observed: true,
        });
        if (!norms?.gradient.every(Number.isFinite)) return 'model';
        if (now() > limit) return null;
        const found = statements && firstNonFinite(statements);
        if (found) return { step: step.step, ...found };
      }
      return null;
    } finally {
      engine.dispose();
    }
  }

  /** One that has gone wrong already is not kept: there would be nothing left to find. */
  private async keep(): Promise<void> {
    const { engine, now } = this.options;
    const begun = now();
    const state = await engine.readState();
    const unsound = nonFiniteIn(state);
    if (this.state === null || unsound <= this.unsound) {
      this.state = state;
      this.unsound = unsound;
      this.since = [];
    }
    this.keptAt = now();
    this.cost = this.keptAt - begun;
  }
}

/** Which value was not finite, and in which parameter; the first of them. */
export function firstNonFinite(values: Observation): Pick<Origin, 'value' | 'parameter'> | null {
  const value = values.findIndex(({ whole }) => whole !== null && whole.nonFinite > 0);
  if (value < 0) return null;
  const place = values[value]!.parameters.findIndex((each) => each !== null && each.nonFinite > 0);
  return { value, parameter: place < 0 ? null : place };
}

function nonFiniteIn({ weights, slots }: EngineState): number {
  const count = (list: ArrayLike<number>): number => {
    let found = 0;
    for (let i = 0; i < list.length; i++) if (!Number.isFinite(list[i]!)) found++;
    return found;
  };
  const kept = Object.values(slots ?? {}).flatMap((slot) =>
    typeof slot === 'number' ? [[slot]] : slot,
  );
  return [...weights, ...kept].reduce((sum, list) => sum + count(list), 0);
}
