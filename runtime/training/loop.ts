import type { Observation } from '../../language';
import {
  lengthOf,
  type Engine,
  type StepNorms,
  type StepRequest,
  type StepTensors,
} from '../engines/engine';
import type { NonFiniteOrigin } from '../protocol/statements';
import type { TaskData } from '../tasks/task';
import type { TrainingControl } from './control';
import { learningRate, type SchedulePlan } from './schedule';

/** What a run does, once every choice is made. */
export interface TrainingPlan extends Omit<SchedulePlan, 'peak'> {
  /** Steps between two logged ones. */
  readonly logEvery: number;
  /** Steps between two of which weights, gradients and updates are told; null: never. */
  readonly tensorsEvery: number | null;
  /** Where a run that is taken up again had come to. */
  readonly from?: Progress;
}

/** How far a run has come. */
export interface Progress {
  /** The last step done. */
  readonly step: number;
  /** Whether a validation that was due after it has been made. */
  readonly validated: boolean;
}

/** The scalars of one logged step, by tag; each is rounded to float32, the precision in which it is kept. */
export type Metrics = Readonly<Record<string, number>>;

/** Looks into steps while they are made. */
export interface StepObserver {
  /** Whether a step is to be observed. */
  isDue(step: number): boolean;
  /**
   * After every step: what it was asked for, its milliseconds, and what was observed. The next step waits for it. True
   * where a value was not finite.
   */
  made(request: StepRequest, took: number, statements: Observation | null): Promise<boolean>;
  /** Once numbers are not finite: where they arose; null where nobody knows, or not in the program. */
  origin(): Promise<NonFiniteOrigin | null>;
}

/** How a training loop speaks with the world. */
export interface TrainingHooks {
  /**
   * `norms`: of each parameter at a logged step; null for what a validation has measured. `origin`: where the first number
   * arose that is not finite, if there are such.
   */
  onMetrics(
    step: number,
    metrics: Metrics,
    norms: StepNorms | null,
    origin: NonFiniteOrigin | null,
  ): void;
  /** At the first step, every `tensorsEvery` and the last; the next step waits for it. */
  onTensors(step: number, tensors: StepTensors): Promise<void>;
  /** After every step. */
  onProgress(step: number): void;
  readonly observer?: StepObserver;
}

export interface TrainingEnd extends Progress {
  readonly status: 'completed' | 'stopped' | 'diverged';
  /** Why it diverged: one sentence. */
  readonly reason: string | null;
}

/** Before a layer's name: the share of its units that no validation example wakes. */
const DEAD_UNITS = 'dead_units/';
/** A run validates about this often, whatever its length. */
const VALIDATIONS = 20;
/** A run logs about this many steps, unless told otherwise: enough for a panel's width. */
const LOGGED_STEPS = 500;
/** The loop lets messages (a wish to stop) in at least this often, in milliseconds. */
const BREATH = 10;

/** Steps between two logged ones where nobody chose. */
export const defaultLogEvery = (steps: number): number =>
  Math.max(1, Math.round(steps / LOGGED_STEPS));

/**
 * Trains: batch, step, metrics, again. Logs every `logEvery` steps and at the last; validates about twenty times
 * and always at the last step. A loss that is not a finite number ends the run as diverged, at that step, with
 * everything before it kept. `control` is asked before every step; a run that it stops ends there, without a last
 * validation.
 */
export async function train(
  engine: Engine,
  task: TaskData,
  plan: TrainingPlan,
  hooks: TrainingHooks,
  control: TrainingControl,
): Promise<TrainingEnd> {
  const breathe = breather();
  const { observer } = hooks;
  let origin: NonFiniteOrigin | null | undefined;
  const validateEvery = Math.max(1, Math.round(plan.steps / VALIDATIONS));
  const isValidated = (step: number): boolean => step === plan.steps || step % validateEvery === 0;
  const { from = { step: 0, validated: true } } = plan;
  let epochEnded = from.step > 0 && task.trainBatch(from.step).epochEnd;

  /** The end to which a validation after this step brings the run; null where it goes on. */
  const afterValidation = async (step: number): Promise<TrainingEnd | null> => {
    const validation = await validate(engine, task, breathe, control);
    if (validation === 'stopped') return { ...stopped(step), validated: false };
    if (validation) hooks.onMetrics(step, validation, null, origin ?? null);
    const loss = validation?.['val/loss'] ?? 0;
    return Number.isFinite(loss) ? null : divergence('val/loss', loss, step);
  };

  if (!from.validated && isValidated(from.step)) {
    const end = await afterValidation(from.step);
    if (end) return end;
  }
  for (let step = from.step + 1; step <= plan.steps; step++) {
    await breathe();
    await control.between({ step: step - 1, epochEnded });
    if (control.shouldStop()) return stopped(step - 1);

    const logged = step === plan.steps || step % plan.logEvery === 0;
    const { peak, hyper } = control.settings(step);
    const lr = learningRate({ ...plan, peak }, step);
    const { batch, size, epochEnd } = task.trainBatch(step);
    const request: StepRequest = {
      batch,
      batchSize: size,
      step,
      totalSteps: plan.steps,
      lr,
      lrPeak: peak,
      epochEnd,
      hyper,
      measured: logged,
      tensors: isTold(step, plan),
      observed: observer?.isDue(step) ?? false,
    };
    const begun = performance.now();
    const { loss, norms, tensors, extraPasses, statements } = await engine.trainStep(request);
    const odd = await observer?.made(request, performance.now() - begun, statements ?? null);
    epochEnded = epochEnd;
    hooks.onProgress(step);

    const diverged = !Number.isFinite(Math.fround(loss));
    // Once a run: what comes after it has spread from there.
    if (observer && origin === undefined && (odd || diverged || !areFinite(norms)))
      origin = await observer.origin();
    if (logged || diverged) {
      hooks.onMetrics(
        step,
        inFloat32({
          'train/loss': loss,
          'optimizer/lr': lr,
          'optimizer/grad_norm': norms && lengthOf(norms.gradient),
          'optimizer/update_norm': norms && lengthOf(norms.update),
          'optimizer/weight_norm': norms && lengthOf(norms.weight),
          'optimizer/extra_passes': extraPasses > 0 ? extraPasses : null,
        }),
        norms,
        origin ?? null,
      );
    }
    if (tensors !== null) await hooks.onTensors(step, tensors);
    if (diverged) return divergence('train/loss', loss, step);

    const end = isValidated(step) ? await afterValidation(step) : null;
    if (end) return end;
  }
  return { status: 'completed', step: plan.steps, validated: true, reason: null };
}

const isTold = (step: number, { tensorsEvery, steps }: TrainingPlan): boolean =>
  tensorsEvery !== null && (step === 1 || step === steps || step % tensorsEvery === 0);

const areFinite = (norms: StepNorms | null): boolean =>
  norms === null ||
  Object.values(norms).every((each: readonly number[]) => each.every(Number.isFinite));

const stopped = (step: number): TrainingEnd => ({
  status: 'stopped',
  step,
  validated: true,
  reason: null,
});

/**
 * Measures the model on all validation examples, and of each layer with rectifiers the share of units that none of them
 * wakes; null for a task that has no such examples.
 */
async function validate(
  engine: Engine,
  task: TaskData,
  breathe: () => Promise<void>,
  control: TrainingControl,
): Promise<Metrics | 'stopped' | null> {
  const sums: Record<string, number> = {};
  const activity: Record<string, Float32Array> = {};
  let examples = 0;
  for (const { batch, size } of task.validationBatches()) {
    const measured = await engine.evaluate(batch, size);
    for (const [name, value] of Object.entries(measured.scalars))
      sums[name] = (sums[name] ?? 0) + value;
    for (const [layer, units] of Object.entries(measured.activity))
      activity[layer] = activity[layer]?.map((sum, unit) => sum + units[unit]!) ?? units;
    examples += size;
    await breathe();
    if (control.shouldStop()) return 'stopped';
  }
  if (examples === 0) return null;
  const dead = Object.entries(activity).map(([layer, units]) => [
    `${DEAD_UNITS}${layer}`,
    units.filter((sum) => sum === 0).length / units.length,
  ]);
  return inFloat32({ ...task.measure(sums), ...Object.fromEntries(dead) });
}

const divergence = (tag: string, value: number, step: number): TrainingEnd => ({
  status: 'diverged',
  step,
  validated: true,
  reason: `${tag} became ${value} at step ${step}; try a smaller learning rate.`,
});

/** Rounds once, so that event file, wire and terminal agree to the bit; leaves out what was not measured. */
function inFloat32(values: Readonly<Record<string, number | null>>): Metrics {
  const rounded: Record<string, number> = {};
  for (const [tag, value] of Object.entries(values)) {
    if (value !== null) rounded[tag] = Math.fround(value);
  }
  return rounded;
}

/** Steps resolve without ever reaching the event loop; this one goes there when it is time. */
function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
